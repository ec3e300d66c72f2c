"""What one bad item or message can raise; whoever has a row of them goes on with the next."""

from ..domain.errors import ServiceError
from ..storage.items import ConditionFailed

POISON = (
    ServiceError,
    ConditionFailed,
    LookupError,
    TypeError,
    ValueError,
    ArithmeticError,
    AttributeError,
)
