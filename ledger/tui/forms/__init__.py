"""Forms made from the fields of a Pydantic model: the same model that checks a seed checks what is typed.

fields     a model's fields as things to ask for; dates as people type them
form       what a form asks, and how it saves
screen     the form on the screen: drafts, errors beside fields, saving
saving     what saving does, foreseen and told; what went wrong with it
field      one field: label, input, what matches, what is wrong
looking    quotes looked up in their texts as they are typed
known      records and words as things to choose from
acts       the forms for every act
"""
