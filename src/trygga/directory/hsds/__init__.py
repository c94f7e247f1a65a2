"""Contact points as services of the Human Services Data Specification (Open Referral HSDS 3.0), out and in.

The profile is described in docs/formats.md; the specification at https://docs.openreferral.org/en/3.0/.
"""
