"""Papers of the register: packets out and in, reports, apologies."""
