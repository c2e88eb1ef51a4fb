"""The pages of the register: a unit answers, the office reviews and decides."""
