"""What this app tells the others, who may listen: it knows none of them."""

from django.dispatch import Signal

# Sent when the moment of a hand-over has come, in one transaction with it, with who (request or person), giver and
# receiver (Person) and moment: open work of the giver (letters under way) goes to the receiver.
handed_over = Signal()
