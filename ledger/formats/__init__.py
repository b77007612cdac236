"""Text on disk ↔ domain values: seeds in and out; documents, tables and pages out.

seed_files    which files a person means by the paths they give
seed_yaml     YAML in, element by element, every scalar as text (with seed_yaml_nodes)
seed_jsonl    JSON Lines in, in constant memory; a line with faults is read again for its places
seed_nodes    values that know their places, and bytes made text
seed_check    the models' verdict on an element, in plain words
seed_out      YAML and JSON Lines out, losslessly
seed_schema   the format as JSON Schema, for editors
references    sources as CSL-JSON and RIS, in and out
extract       text out of HTML, PDF, DOCX, EML and other encodings (printed_pages: lines of pages made paragraphs)
table_cells   CSV and workbooks as cells, with what is merged spread
table_map     a mapping from its YAML, and one sketched from a table's heads
table_in      cells made the parts of a seed, through a mapping
table_own     the ledger's own tables taken apart again
document      a document as data: sentences with footnotes, tables, charts
document_html  it as one page that runs and fetches nothing (templates/; document_charts: where things are drawn)
html_cells    the small parts of a page, of which a site has millions
document_markdown  it as Markdown
document_docx  it for word processors
document_files  it as bytes, in the format asked for
files         files whole or not there at all; a folder that is written again: only what changed is
marks         how sure a reading is and whose word, in signs and in words
json_out      JSON documents for scripts (json_diff: those of a diff)
tables        rows as CSV, Markdown and JSON Lines; sheets as files or as one workbook
datasette     what datasette is told of a ledger file
calendar      days to come, as iCalendar
schemas       the JSON Schema of every document (schema_parts: what they share; schema_readings, schema_acts)
site          pages of a site as data (document_html: as HTML; feed: what was recorded last, as Atom)
"""
