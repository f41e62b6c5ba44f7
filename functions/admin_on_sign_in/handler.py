"""Puts each sign-in into the audit trail of the person's tenant."""

from smartretail.bootstrap.entrance import sign_ins
from smartretail.edge.sign_in import after_sign_in

handler = after_sign_in(lambda who, user_id: sign_ins().note(who, user_id))
