"""What the office tells those who follow: sent inside the transaction of the act."""

from django.dispatch import Signal

issued = Signal()  # publication, who
imported = Signal()  # who: sent after an import was accepted or withdrawn, when the lake holds it
