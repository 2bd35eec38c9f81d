"""What the real `actguard` client does with a gateway, in a process of its own.

It patches the SDKs of the providers for the whole process that it runs in, which is no business of the
tests beside it. Each function here is called in the child and answers in plain values.
"""

from __future__ import annotations

import warnings


def client_of(url: str, key: str | None, **more):
    import actguard

    return actguard.Client(
        api_key=key, gateway_url=url, flush_interval_ms=20, **{"budget_max_retries": 2, **more}
    )


def told(error: BaseException | None) -> dict | None:
    """An exception of the client's in plain values."""
    if error is None:
        return None
    names = [
        "origin", "status_code", "status", "user_id", "cost_used", "cost_limit", "current_balance",
        "required_amount", "shortfall", "user_message", "path",
    ]
    return {
        "type": type(error).__name__,
        "text": str(error),
        **{name: getattr(error, name) for name in names if hasattr(error, name)},
    }


def tariff(url: str) -> dict:
    """The tariff as the client reads it, without a key."""
    read = client_of(url, None).get_cu_tariff()
    return {"cu_per_usd": read.cu_per_usd, "version": read.tariff_version, "tools": read.tools}


def run_scope(
    url: str, key: str | None, *, run: str, user: str, limit: int | None = None, plan: str | None = None,
    costs: tuple = (), calls: tuple = (), nested: int | None = None, **more,
) -> dict:
    """One run with one budget scope: costs as (name, dollars), calls as (address, model, prompt)."""
    import actguard
    import openai

    client = client_of(url, key, **more)
    error = None
    used = {}
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            with client.run(user_id=user, run_id=run):
                with client.budget_guard(cost_limit=limit, plan_key=plan, name="root") as guard:
                    for address, model, prompt in calls:
                        openai.OpenAI(base_url=address, api_key="none").chat.completions.create(
                            model=model, messages=[{"role": "user", "content": prompt}],
                        )
                    for name, dollars in costs:
                        if nested:
                            with client.budget_guard(cost_limit=nested, name="child"):
                                actguard.add_cost(name=name, usd=dollars)
                        else:
                            actguard.add_cost(name=name, usd=dollars)
                    used = {"cost": guard.cost_used, "tokens": guard.tokens_used}
        except Exception as raised:  # noqa: BLE001 (whatever it is, the test looks at it)
            error = raised
        finally:
            client.close()
    return {"error": told(error), "used": used, "warned": [str(one.message) for one in warned]}


def settle_again(url: str, key: str, body: dict) -> dict:
    """The client's own settle, with its retries."""
    client = client_of(url, key)
    try:
        return {"answer": dict(client.settle_budget(**body)), "error": None}
    except Exception as raised:  # noqa: BLE001
        return {"answer": None, "error": told(raised)}
    finally:
        client.close()


def run_tools(url: str, key: str, *, run: str, user: str, secret: str) -> list[str]:
    """A run whose tool fails with a secret in its words, and is then refused by its rate limit."""
    import actguard

    @actguard.tool(rate_limit={"max_calls": 1, "period": 60.0})
    def send_mail(text: str) -> None:
        raise ValueError(f"could not send {text}")

    client = client_of(url, key)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            with client.run(user_id=user, run_id=run):
                for _ in range(2):
                    try:
                        send_mail(secret)
                    except Exception:  # noqa: BLE001 (the events are what the test looks at)
                        continue
        finally:
            client.close()
    return [str(one.message) for one in warned]
