"""The web shell: pages, fragments, forms, refusals, headers, languages, health. It knows no feature."""
