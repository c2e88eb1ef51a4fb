"""What this app tells the others, who may listen: it knows none of them."""

from django.dispatch import Signal

# Sent inside the transaction of the hand-over, with who (request), giver, receiver (Person) and moment:
# open work of the giver (uploads waiting, publications prepared) is to go to the receiver.
handed_over = Signal()
