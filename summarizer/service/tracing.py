"""Traces as OpenTelemetry has them: a span for each request, article and story; what it took, never what it says.

Nothing is sent anywhere unless the SDK is installed (extra `traces`) and an exporter is named by its own variables
(`OTEL_EXPORTER_OTLP_ENDPOINT` and its like).
"""

from __future__ import annotations

import os

from opentelemetry import trace

from summarizer.errors import UsageError
from summarizer.versions import __version__

# Of the GenAI semantic conventions, in one place, for they move.
OPERATION = "gen_ai.operation.name"
MODEL = "gen_ai.request.model"
INPUT_TOKENS = "gen_ai.usage.input_tokens"
OUTPUT_TOKENS = "gen_ai.usage.output_tokens"

tracer = trace.get_tracer("summarizer", __version__)


def set_up(role: str) -> None:
    """Has spans sent where the environment says, if it does.

    Args:
        role: web or worker.

    Raises:
        UsageError: the environment names an exporter, but the SDK is not installed.
    """
    if not any(os.environ.get(name) for name in ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")):
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ModuleNotFoundError as error:
        raise UsageError(
            f"Traces are asked for, and OpenTelemetry's SDK is not installed ({error.name}).",
            "Install it: pip install 'summarizer[traces]'.",
        ) from None
    named = {"service.name": "summarizer", "service.version": __version__, "service.instance.role": role}
    provider = TracerProvider(resource=Resource.create(named))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
