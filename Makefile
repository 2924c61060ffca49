# What people and build servers call; `make` alone lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

MVN ?= mvn
MVN_FLAGS ?= -B -ntp
# A second JDK on which the tests run as well. Its pass finds all compiled; `surefire:test` alone would not find the
# sibling modules, which Maven 3 resolves only in a build that has a compile phase. The pages' commands run once only:
# they take minutes, and what they call is tested on both.
JAVA25_HOME ?= $(firstword $(wildcard /usr/lib/jvm/*25*))
IMAGE ?= millrace
BASE ?= eclipse-temurin:25-jre

.PHONY: help build test soak format docs image clean need-maven

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 10

build: need-maven ## all jars, without tests
	$(MVN) $(MVN_FLAGS) -q -DskipTests package
	./millrace version # prepares the class data of a faster start

test: need-maven ## everything that has to pass before a change goes in, on each JDK
	scripts/install-test-needs.sh
	$(MVN) $(MVN_FLAGS) verify
	@if [[ -x "$(JAVA25_HOME)/bin/java" ]]; then \
	  echo "Tests again on $(JAVA25_HOME)"; \
	  $(MVN) $(MVN_FLAGS) test -Dspotless.check.skip=true -Dmillrace.test.java="$(JAVA25_HOME)/bin/java" \
	    -Dmillrace.test.excludedGroups=soak,pages; \
	else \
	  echo "No JDK 25 found (JAVA25_HOME, /usr/lib/jvm/*25*): the tests ran on one JDK only."; \
	fi

soak: build ## the long tests: restarts and load for minutes
	$(MVN) $(MVN_FLAGS) verify -Dmillrace.test.groups=soak -Dmillrace.test.excludedGroups= -Dmillrace.soak=true \
	  -Dmillrace.test.timeout="4 h" -Dmillrace.test.forkSeconds=0

format: need-maven ## format the sources
	$(MVN) $(MVN_FLAGS) -q spotless:apply

docs: need-maven ## the reference, from the code
	$(MVN) $(MVN_FLAGS) -q test -pl launcher -am -Dtest=ReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -Dmillrace.docs=write

image: build ## the container image; BASE=<image with a JRE>, IMAGE=<name>
	docker build --build-arg BASE="$(BASE)" -t "$(IMAGE)" .

clean: need-maven ## remove all that was built
	$(MVN) $(MVN_FLAGS) -q clean

need-maven:
	@command -v $(MVN) >/dev/null || { echo "Maven ($(MVN)) is missing: install version 3.8 or newer." >&2; exit 1; }
	@$(MVN) -v >/dev/null || { echo "$(MVN) does not run: it needs a JDK of version 17 or newer (JAVA_HOME)." >&2; exit 1; }
