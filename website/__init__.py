"""The static edition: the dashboard's numbers as plain files, for a web server or a shared folder that runs no program.

    python -m website DIR      (python -m etl publish --site DIR runs it)

It stands above all layers, as deploy/ does: it asks the dashboard for what the screen shows and writes that down. See site.py.
"""
