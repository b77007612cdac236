"""Text on disk ↔ domain values: seeds in and out.

seed_files    which files a person means by the paths they give
seed_yaml     YAML in, element by element, every scalar as text (with seed_yaml_nodes and seed_yaml_syntax)
seed_jsonl    JSON Lines in, in constant memory (with seed_json_nodes, for lines that have faults)
seed_text     bytes made text, and where in it things stand
seed_nodes    values that know their places
seed_check    the models' verdict on an element, in plain words
seed_out      YAML and JSON Lines out, losslessly
seed_schema   the format as JSON Schema, for editors
"""
