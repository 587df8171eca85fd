"""A job that failed for good is kept until somebody sends it again, or it succeeds after all."""

import pytest

from ecabinet.core import jobs


@pytest.fixture
def task(app):
    """A job that fails as long as `broken` holds something."""
    broken = [ValueError("with a title that nobody may read here")]
    done = []

    @jobs.job("tests.task")
    def work(argument):
        if broken:
            raise broken[0]
        done.append(argument)

    yield broken, done
    jobs._jobs.pop("tests.task")


def attempt(retries=0):
    """Try the job once, as the consumer does; `retries` are left afterwards."""
    queue = jobs._queue[0]
    task = queue._registry.string_to_task("ecabinet.core.jobs.perform")
    queue.enqueue(task(("tests.task", "x1"), {}, retries=retries, retry_delay=60))
    jobs.drain()


def test_what_will_be_tried_again_has_not_failed_yet(task):
    attempt(retries=1)
    assert list(jobs.failures()) == []


def test_what_fails_for_good_is_kept_by_its_name_and_nothing_of_its_words(task):
    attempt()
    (failed,) = jobs.failures()
    assert (failed.name, failed.arguments, failed.error) == ("tests.task", ("x1",), "ValueError")
    assert "title" not in repr(failed)


def test_the_same_job_failing_again_is_the_same_entry(task):
    for _ in range(2):
        attempt()
    (failed,) = jobs.failures()
    assert failed.times == 2


def test_sent_again_it_is_done_and_forgotten(task):
    broken, done = task
    attempt()
    broken.clear()
    jobs.send_again(jobs.failures()[0].key)
    jobs.drain()
    assert (done, list(jobs.failures())) == (["x1"], [])


def test_it_is_forgotten_when_it_succeeds_after_all(task):
    broken, done = task
    attempt()
    broken.clear()
    attempt()
    assert (done, list(jobs.failures())) == (["x1"], [])
