"""A mail as it leaves: whoever reads it can answer it, and no machine answers by itself."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate
from hashlib import sha256

from msgspec import Struct

from chalicelib.kernel.answering import MARK
from chalicelib.kernel.senders import parts


class Invitation(Struct, frozen=True):
    """A calendar file that goes with a mail, and what it asks for (its METHOD)."""

    method: str
    file: bytes


def composed(
    to: str,
    subject: str,
    body: str,
    *,
    sender: str,
    reply_to: str,
    event: str,
    now: int,
    answer: str = "",
    invitation: Invitation | None = None,
) -> EmailMessage:
    """Return one mail with every header that a notice needs, by SES or by SMTP.

    `event` names it: sent again after a try that nobody answered, it has the same
    Message-ID, by which a mailbox may know it. `answer` is the address that finds what it is
    about: the Message-ID holds it as well, for programs that answer who it came from. `now` is
    epoch ms. Raises ValueError for a
    sender that is no address.
    """
    own = address_of(sender)
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = own, to, " ".join(subject.split())
    message["Reply-To"] = address_of(answer or reply_to) if answer or reply_to else own
    message["Date"] = formatdate(now / 1000)
    number = sha256(event.encode()).hexdigest()[:32]
    found_by = f".{answer.partition('@')[0]}" if answer else ""
    message["Message-ID"] = f"<{number}{found_by}@{own.domain}>"
    # RFC 3834: an absence assistant answers nobody who says this.
    message["Auto-Submitted"] = "auto-generated"
    # What Exchange and Outlook ask for instead.
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    message[MARK] = "notice"
    message.set_content(body)
    if invitation is not None:
        _invite(message, invitation)
    return message


def _invite(message: EmailMessage, invitation: Invitation) -> None:
    """Add a calendar file as mail programs look for it: among the alternatives, and as a file.

    The parameter says what METHOD says (RFC 6047, 2.4), or Outlook and Gmail show a file only.
    """
    # As bytes: as text its line ends would become those of the mail, and calendars want theirs.
    message.add_alternative(
        invitation.file,
        maintype="text",
        subtype="calendar",
        params={"method": invitation.method, "charset": "utf-8"},
    )
    message.add_attachment(
        invitation.file, maintype="application", subtype="ics", filename="visit.ics"
    )


def address_of(text: str) -> Address:
    """Return a sender as headers take it: a name with commas quoted, a Chinese one encoded.

    Raises ValueError for what is no address.
    """
    name, address = parts(text)
    return Address(name, addr_spec=address)
