"""The shared register of requests, when an operator wants one (DASHBOARD_REQUESTS): schema, history, roles, commands.

model      what is held, who may do what, and what is refused; no database
history    the present state from the history
settings   what the operator has set, and the register that is meant
schema     tables and connections        (SQLAlchemy is imported here and in `store`, and only once a register is opened)
store      everything that reads or writes
exchange   tables in and out
"""
