"""Text on disk ↔ domain values: seeds in and out.

seed_files    which files a person means by the paths they give
seed_yaml     YAML in, element by element, every scalar as text (its events: seed_yaml_nodes; its errors: seed_yaml_syntax)
seed_jsonl    JSON Lines in, in constant memory (lines with faults: seed_json_nodes)
seed_text     bytes made text, and where in it things stand
seed_nodes    values that know their places
seed_check    the models' verdict on an element, in plain words
seed_out      YAML and JSON Lines out, losslessly
seed_schema   the format as JSON Schema, for editors
"""
