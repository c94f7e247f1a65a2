"""Files that people send: in memory, piece by piece, and never under a name on a disk.

A landlord's list may hold tenants that must not be kept anywhere; the file is gone with the request, and with the
process.
"""

import os
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MOST_BYTES = 52 * 1024 * 1024
"""Of all files of one form; somewhat more than the largest file that any page takes."""


class InMemory(FileUploadHandler):
    """Takes each file into memory that has no name, as the kernel's pages: no piece of it is copied as a whole."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 - Django's name
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        if content_length > MOST_BYTES:
            raise RequestDataTooBig(f"more than {MOST_BYTES} bytes")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._file = os.fdopen(os.memfd_create("upload", os.MFD_CLOEXEC), "w+b")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._file.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        self._file.seek(0)
        return UploadedFile(
            file=self._file,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        if hasattr(self, "_file"):
            self._file.close()
