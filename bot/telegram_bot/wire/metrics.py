"""Counters and timings for Prometheus; no label contains anything personal."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """The metrics of one running bot."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.updates = self._counter("updates", "Updates taken, by kind.", "kind")
        self.questions = self._counter("questions", "Questions answered, by how.", "mode")
        self.abstentions = self._counter("abstentions", "Questions the articles do not answer.")
        self.retries = self._counter("retries", "Calls made again, by reason.", "reason")
        self.possible_duplicates = self._counter(
            "doubtful", "Messages sent again, maybe there twice."
        )
        self.dropped = self._counter("dropped", "Calls for which there was no room.", "urgency")
        self.errors = self._counter("errors", "Failures, by kind.", "kind")
        self.queue = Gauge(
            "majlis_queue", "Updates that wait or are worked on.", registry=self.registry
        )
        self.seconds = Histogram(
            "majlis_stage_seconds", "Time by stage.", ["stage"], buckets=_BUCKETS_S,
            registry=self.registry,
        )  # fmt: skip

    def _counter(self, name: str, description: str, *labels: str) -> Counter:
        return Counter(f"majlis_{name}", description, labels, registry=self.registry)

    def exposition(self) -> bytes:
        """Return all metrics in the text format of Prometheus."""
        return bytes(generate_latest(self.registry))
