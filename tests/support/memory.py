"""Where throw-away databases live: in memory where there is room, so that no test waits for a disk.

Durability is asked for all the same (`synchronous=FULL`, `fsync`); only the disk below is missing.
"""

import os
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 2 << 30  # bytes; containers often have 64 MB there, too little for a suite


def folder_in_memory() -> Path | None:
    """A folder in memory with room and the right to run programs, if this machine has one."""
    if not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK):
        return None
    here = os.statvfs(MEMORY)
    if here.f_flag & os.ST_NOEXEC or here.f_bavail * here.f_frsize < ROOM:
        return None
    return MEMORY
