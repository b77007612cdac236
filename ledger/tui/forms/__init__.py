"""Forms made from the fields of a Pydantic model: the same model that checks a seed checks what is typed.

fields     a model's fields as things to ask for
when       dates as people type them
form       what a form asks, and how it saves
screen     the form on the screen: drafts, errors beside fields, saving, conflicts
field      one field: label, input, what matches, what is wrong
looking    quotes looked up in their texts as they are typed
stance     the form for a stance
"""
