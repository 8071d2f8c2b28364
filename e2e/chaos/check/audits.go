package check

import (
	"bytes"
	"context"
	"os/exec"
	"regexp"
	"slices"
	"strings"
)

// auditName finds the audits in starter's own help, so that one that is new is run too.
var auditName = regexp.MustCompile(`(?m)^ +audit ([a-z]+)`)

// Audits runs every audit that starter has; each says itself what is wrong.
func Audits(ctx context.Context, starter string, environment []string) (all []Result) {
	run := func(arguments ...string) (string, error) {
		var output bytes.Buffer
		command := exec.CommandContext(ctx, starter, arguments...)
		command.Env, command.Stdout, command.Stderr = environment, &output, &output
		err := command.Run()
		return strings.TrimSpace(output.String()), err
	}
	help, err := run("audit", "--help")
	if err != nil {
		return []Result{{Name: "the audits", Findings: []string{help}}}
	}
	var names []string
	for _, found := range auditName.FindAllStringSubmatch(help, -1) {
		if !slices.Contains(names, found[1]) {
			names = append(names, found[1])
		}
	}
	for _, name := range names {
		r := Result{Name: "starter audit " + name, Looked: 1}
		if said, err := run("audit", name); err != nil {
			r.found("%v: %s", err, said)
		}
		all = append(all, r)
	}
	if len(names) == 0 {
		all = append(all, Result{Name: "the audits", Findings: []string{"starter's help names none"}})
	}
	return all
}
