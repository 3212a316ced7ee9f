"""What an operator may set or edit: settings, check-in templates, helplines.

Not here: any rule about them; files and the environment are read, and what is wrong there is said.
"""
