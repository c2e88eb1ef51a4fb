"""Peak resident memory by the kernel's own count (Linux). Not getrusage: a child inherits its parent's peak there."""

from pathlib import Path


def peak_memory() -> int:
    """Peak of this process since it began or since ``forget_peak``, MiB."""
    status = Path("/proc/self/status").read_text("utf8")
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def forget_peak() -> None:
    """Measure the peak anew from here."""
    Path("/proc/self/clear_refs").write_text("5", "utf8")
