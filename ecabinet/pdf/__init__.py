"""Reading, cleaning, composing and laying out PDF files: ground that knows no feature.

`intake.read_paper` reads a paper that somebody handed in. It never trusts the file: the reading
runs in a child process that has little memory, little time and no network, and what comes out is a
clean reading copy and a report, or a refusal that says what is wrong and what to do.

`decree30.compose` lays out a document that goes out, as Decree 30/2020 wants it. `fonts` registers
the typefaces shipped beside it, which have every Vietnamese letter.
"""
