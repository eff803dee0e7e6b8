"""paydesk: the patient account desk of a small clinic.

Six floors. Orders go down, facts come up:
ui (what is seen) > operations (what is done) > data (what is kept), documents (what is printed),
gateways (what is outside) > rules (what is true). Each floor's ``__init__`` is the sign on its door.
"""

__version__ = "0.1.0"
