# Every target is a command of tasks.py, which needs nothing but Python 3.11 or newer.
PYTHON ?= python3
TARGETS := run serve setup test lint format bench bench-till lock clean

.DEFAULT_GOAL := run
.PHONY: $(TARGETS)
$(TARGETS):
	@exec $(PYTHON) tasks.py $@ $(ARGS)
