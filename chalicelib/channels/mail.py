"""A mail as it leaves: whoever reads it can answer it, and no machine answers by itself."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate
from hashlib import sha256

from chalicelib.kernel.senders import parts


def composed(
    to: str, subject: str, body: str, *, sender: str, reply_to: str, event: str, now: int
) -> EmailMessage:
    """Return one mail with every header that a notice needs, by SES or by SMTP.

    `event` names it: sent again after a try that nobody answered, it has the same
    Message-ID, by which a mailbox may know it. `now` is epoch ms. Raises ValueError for a
    sender that is no address.
    """
    own = address_of(sender)
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = own, to, " ".join(subject.split())
    message["Reply-To"] = address_of(reply_to) if reply_to else own
    message["Date"] = formatdate(now / 1000)
    message["Message-ID"] = f"<{sha256(event.encode()).hexdigest()[:32]}@{own.domain}>"
    # RFC 3834: an absence assistant answers nobody who says this.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    return message


def address_of(text: str) -> Address:
    """Return a sender as headers take it: a name with commas quoted, a Chinese one encoded.

    Raises ValueError for what is no address.
    """
    name, address = parts(text)
    return Address(name, addr_spec=address)
