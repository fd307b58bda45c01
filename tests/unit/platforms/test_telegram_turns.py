"""Turns: order per chat, chats side by side."""

import asyncio

from bot.platforms.telegram.turns import Turns


def test_order_per_chat():
    """A chat's work is done in its order even when earlier work takes longer; another chat does not wait for it."""

    async def run():
        turns, gate, other, done = Turns(), asyncio.Event(), asyncio.Event(), []

        async def slow():
            await gate.wait()
            done.append("a1")

        async def quick(name):
            done.append(name)
            if name == "b1":
                other.set()

        turns.add("a", slow)
        turns.add("a", lambda: quick("a2"))
        turns.add("b", lambda: quick("b1"))
        await other.wait()
        gate.set()
        await turns.drain(5)
        return done

    assert asyncio.run(run()) == ["b1", "a1", "a2"]


def test_a_fault_ends_nothing_else(caplog):
    """Work that fails is logged, and the chat's next work is done."""

    async def run():
        turns, done = Turns(), []

        async def broken():
            raise ValueError("Fehler im Test")

        async def fine():
            done.append(1)

        turns.add("a", broken)
        turns.add("a", fine)
        await turns.drain(5)
        return done

    assert asyncio.run(run()) == [1]
    assert "Fehler im Test" in caplog.text


def test_nothing_is_kept():
    """Chats that are done leave nothing behind."""

    async def run():
        turns = Turns()

        async def fine():
            pass

        for number in range(100):
            turns.add(str(number), fine)
        await turns.drain(5)
        await asyncio.sleep(0)
        return turns._last

    assert asyncio.run(run()) == {}


def test_drain_ends_what_hangs():
    """Draining does not wait longer than told."""

    async def run():
        turns = Turns()
        turns.add("a", asyncio.Event().wait)
        await turns.drain(0.01)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return turns._last

    assert asyncio.run(run()) == {}
