"""Code lists: the codes that variables use and their names in Spanish and English.

lists      the lists themselves, and a name for a code
recognise  which code a written value stands for (names, aliases, demonyms, alpha-3)
"""

from vipmg.codelists.lists import Code, CodeList, alpha2, code_list, code_lists, name

__all__ = ["Code", "CodeList", "alpha2", "code_list", "code_lists", "name"]
