"""What the tests of the desk share: a small synthetic district for every worker, and a record of a file's own."""

from collections.abc import Iterator

import pytest

from services.bus.server import BusAddresses
from tests.conftest import Databases, RecordTemplate
from tests.support.livingdesk import LivingDesk, living_desk
from tests.support.record import Record, copied
from tests.support.room import room

__all__ = ["room"]


@pytest.fixture(scope="session")
def shared(
    record_template: RecordTemplate, make_database: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Record]:
    """The record of the worker's district."""
    with copied(record_template, make_database, tmp_path_factory.mktemp("shared")) as record:
        yield record


@pytest.fixture(scope="session")
def desk(shared: Record, nats_server: BusAddresses) -> Iterator[LivingDesk]:
    """The desk of a district of some forty cases."""
    with living_desk(shared, nats_server.service_url) as open_desk:
        yield open_desk
