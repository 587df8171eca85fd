from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from ecabinet.core.database import Model


class Topic(Model):
    """How often a topic has moved."""

    __tablename__ = "topic"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
