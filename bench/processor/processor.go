// Package processor measures how much of the processor's time processes take. Unlike the clock it hardly minds what else a machine does.
package processor

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// tick is the unit in which Linux counts a process's time (USER_HZ): it is the same on every machine that Go runs on.
const tick = time.Second / 100

// Own is what this process has taken so far.
func Own() (time.Duration, error) { return usedBy(syscall.RUSAGE_SELF) }

// Ended is what those children of this process have taken that have ended.
func Ended() (time.Duration, error) { return usedBy(syscall.RUSAGE_CHILDREN) }

func usedBy(who int) (time.Duration, error) {
	var used syscall.Rusage
	if err := syscall.Getrusage(who, &used); err != nil {
		return 0, fmt.Errorf("ask for the processor's time: %w", err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano()), nil
}

// Family is what a process and the children that it has now have taken so far, those that it has waited for included.
func Family(pid int) (time.Duration, error) {
	all, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return 0, err
	}
	var sum time.Duration
	found := false
	for _, file := range all {
		stat, err := os.ReadFile(file)
		if err != nil {
			continue // it has ended meanwhile
		}
		one, err := read(string(stat))
		if err != nil {
			return 0, fmt.Errorf("%s: %w", file, err)
		}
		switch pid {
		case one.pid:
			found, sum = true, sum+one.used+one.usedByChildren
		case one.parent:
			sum += one.used
		}
	}
	if !found {
		return 0, fmt.Errorf("process %d is not there", pid)
	}
	return sum, nil
}

// stated is what Linux says of a process.
type stated struct {
	pid, parent          int
	used, usedByChildren time.Duration
}

// read reads a line of /proc/PID/stat. The name in brackets may hold anything, brackets too.
func read(stat string) (stated, error) {
	opens, closes := strings.IndexByte(stat, '('), strings.LastIndexByte(stat, ')')
	if opens < 0 || closes < opens {
		return stated{}, fmt.Errorf("it has no name: %q", stat)
	}
	fields := strings.Fields(stat[closes+1:])
	const parent, user, childrenSystem = 1, 11, 14 // counted from the state on, which follows the name
	if len(fields) <= childrenSystem {
		return stated{}, fmt.Errorf("it is too short: %q", stat)
	}
	var one stated
	var err error
	if one.pid, err = strconv.Atoi(strings.TrimSpace(stat[:opens])); err != nil {
		return stated{}, err
	}
	if one.parent, err = strconv.Atoi(fields[parent]); err != nil {
		return stated{}, err
	}
	var ticks [4]int64
	for i := range ticks {
		if ticks[i], err = strconv.ParseInt(fields[user+i], 10, 64); err != nil {
			return stated{}, err
		}
	}
	one.used, one.usedByChildren = time.Duration(ticks[0]+ticks[1])*tick, time.Duration(ticks[2]+ticks[3])*tick
	return one, nil
}
