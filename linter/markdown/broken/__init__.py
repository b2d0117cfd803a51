"""What is wrong in a file's Markdown and HTML, in any list: a construct a file.

Everything here is judged by what GitHub shows, and nothing by what a list is about.
"""
