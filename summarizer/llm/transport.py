"""The network as an endpoint's answers come through it: no answer without end."""

from __future__ import annotations

import httpx2

from summarizer.errors import EndpointError

LONGEST_ANSWER = 32 * 2**20
"""Bytes of an answer after which it is given up; the longest that a model can write, thinking included, takes a few."""
_OF_THE_WIRE = ("content-encoding", "content-length", "transfer-encoding")


class CappedTransport(httpx2.AsyncBaseTransport):
    """A transport that reads answers whole, up to `LONGEST_ANSWER` once they are unpacked.

    The files of the Batch API are let through as they come: they go to the disk.

    Args:
        network: what does the work.
    """

    def __init__(self, network: httpx2.AsyncBaseTransport) -> None:
        self._network = network

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Sends a request and reads its answer."""
        response = await self._network.handle_async_request(request)
        if request.url.path.endswith("/content"):
            return response
        parts, size = [], 0
        try:
            async for part in response.aiter_bytes():
                size += len(part)
                if size > LONGEST_ANSWER:
                    raise EndpointError(
                        f"{request.url.copy_with(query=None)} sends more than {LONGEST_ANSWER >> 20} MB as one answer.",
                        "This is no model's answer: check the base URL and the endpoint.",
                    )
                parts.append(part)
        finally:
            await response.aclose()
        headers = [(name, value) for name, value in response.headers.multi_items() if name not in _OF_THE_WIRE]
        return httpx2.Response(
            response.status_code,
            headers=headers,
            content=b"".join(parts),
            request=request,
            extensions={name: value for name, value in response.extensions.items() if name != "network_stream"},
        )

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._network.aclose()
