"""
Kills on the packaged system, over HTTP: `make campaign ARGS="kills SEED"`.

The functions run as the emulator runs them, each in processes of its own. Between them and AWS
stands a server of ours (`between.py`): at random calls it kills the whole process that makes the
call, it delivers messages twice and out of order, and the clock jumps (`clock/`). Residents and
staff go on (`people.py`) and keep their own list of what they were told; at the end it is held
against the tables and the mails (`judge.py`).
"""
