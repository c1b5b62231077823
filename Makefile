# Guanhu: what one types.  Everything real is done by Meson and by scripts/.
# "make build" leaves the program at build/guanhu; "make run" shows it at work over an invented bank;
# "make test" runs every test but the slow ones.

T       ?= csv
SECONDS ?= 60

.PHONY: build run everything packages test-packages test test-slow check check-asan check-tsan check-clang \
	fuzz tidy format clean bench bench-peers

build: packages build/build.ninja
	@ninja -C build guanhu

run: build
	@scripts/run-demo

everything: test-packages build/build.ninja
	@ninja -C build

packages:
	@scripts/install-packages

test-packages:
	@scripts/install-packages tests

build/build.ninja:
	@meson setup build

build-asan/build.ninja:
	@meson setup build-asan -Db_sanitize=address,undefined -Db_lundef=false

build-tsan/build.ninja:
	@meson setup build-tsan -Db_sanitize=thread -Db_lundef=false

build-clang/build.ninja:
	@CC=clang meson setup build-clang

build-fuzz/build.ninja:
	@CC=clang meson setup build-fuzz -Dfuzzers=true -Db_sanitize=address,undefined -Db_lundef=false

test: everything
	@scripts/run-tests checks unit program browser

test-slow: everything
	@scripts/run-tests slow

check: everything
	@scripts/run-tests checks

check-asan check-tsan check-clang: check-%: test-packages build-%/build.ninja
	@ninja -C build-$* && scripts/run-tests --build build-$* unit

fuzz: test-packages build-fuzz/build.ninja
	@ninja -C build-fuzz && scripts/fuzz build-fuzz $(T) $(SECONDS)

tidy: test-packages build-clang/build.ninja
	@ninja -C build-clang
	@run-clang-tidy -quiet -p build-clang "$(CURDIR)/src/.*\.c"

format: test-packages
	@scripts/check --fix format

bench-peers: everything
	@tests/bench/peers/run.py --customers $(or $(CUSTOMERS),1000000) --accounts $(or $(ACCOUNTS),3000000)
	@tests/bench/peers/audience.py --customers $(or $(CUSTOMERS),1000000)

bench: build
	@meson test -C build --benchmark --verbose

clean:
	@rm -rf build build-asan build-tsan build-clang build-fuzz
