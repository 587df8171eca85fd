import os

# The papers from the world outside are not part of the project; where they are, they are all read.
collect_ignore = [] if "ECABINET_CORPUS" in os.environ else ["test_corpus.py"]
