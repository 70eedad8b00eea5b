"""Invented people: how the patients and staff of a generated clinic are called."""

from __future__ import annotations

_GIVEN = """
Maria James Linda Robert Aisha Wei Carlos Hannah Thomas Yuki Elena Omar Grace Paul Fatima Ivan Rosa Daniel Amara
Peter Sofia Michael Priya Jorge Anna William Leila Samuel Beatriz Henry Mei Ahmed Ruth Victor Chloe David Ines
George Nadia Joseph Camille Andrew Tamar Luis Helen Marcus Noor Edward Julia Kwame Susan Diego Margaret Tomasz Zoë
Renée José Ángel
"""
_FAMILY = """
Smith Garcia Johnson Lee Williams Martinez Brown Nguyen Jones Rodriguez Miller Kim Davis Patel Lopez Wilson Chen
Moore Fischer Okafor Anderson Singh Taylor Gomez Thomas Khan Jackson Rossi White Silva Harris Novak Martin Ali
Thompson Perez Clark Ivanova Lewis Haddad Robinson Dubois Walker Santos Young Jensen Allen Kowalski King Mensah
Wright Larsen Scott Yamamoto Torres Müller Hill Weber Flores Schmidt Green Costa Adams Nielsen Nelson Park Baker
Ortiz Hall Muñoz Rivera Horvat Campbell Papadopoulos Mitchell Andersson Carter Eriksen Roberts Lindqvist Turner
Bianchi Phillips Moreau Evans Castillo Parker Delgado Edwards Osei Collins Farah Stewart Popescu Sanchez Vargas
Morris Bauer Rogers Keller Reed Sato Cook Tanaka Morgan Ito Bell Cruz Murphy Reyes Bailey Hoang Cooper Tran
Richardson Vu Cox Rahman Howard Hossain Ward Begum Peterson Akhtar Gray O'Neill Ramirez Doyle James Byrne Watson
Kelly Brooks Walsh Sanders Ryan Price Brennan
"""
_SECOND = """
Bell Costa Diaz Ek Fox Gil Hart Iyer Jung Kaya Lind Mora Neri Ochoa Pruitt Quist Rao Sosa Toth Ueda Voss Wolf
"""

GIVEN = _GIVEN.split()
FAMILY = _FAMILY.split()
"""The first are common, the last are rare."""

SECOND = _SECOND.split()
"""The other half of a double name; every third person has one."""
