// Package program is how every program of ours is called: it reads its arguments, and tells what it is and which version. Asked for its
// help or its version it starts nothing.
package program

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/alecthomas/kong"
)

// Parse reads the arguments of a program into its options, whose fields are its flags and commands. It ends the process where they cannot
// be meant, and where only the help or the version is asked for.
func Parse(name, description string, options any) *kong.Context {
	var always struct {
		Version kong.VersionFlag `help:"Print the version, and start nothing."`
	}
	return kong.Parse(options, kong.Name(name), kong.Description(description), kong.UsageOnError(), kong.Embed(&always),
		kong.Vars{"version": name + " " + Version()})
}

// stamped is a version that the build says: -ldflags '-X kaipiao/program.stamped=v1.2.3'. Otherwise Go knows the commit.
var stamped string

// Build is a short name of this build, such as v1.2.3 or the first digits of the commit: what tells it from other builds that run beside it. It is
// empty where nobody knows, and where files were changed after the commit, because the next one would be called the same.
func Build() string {
	if stamped != "" {
		return stamped
	}
	if built, known := debug.ReadBuildInfo(); known {
		return buildOf(built.Settings)
	}
	return ""
}

// commitDigits are as many digits of a commit as tell it from others.
const commitDigits = 12

func buildOf(told []debug.BuildSetting) (commit string) {
	for _, setting := range told {
		switch {
		case setting.Key == "vcs.modified" && setting.Value == "true":
			return ""
		case setting.Key == "vcs.revision":
			commit = setting.Value[:min(commitDigits, len(setting.Value))]
		}
	}
	return commit
}

// Version is which build this is: a release's number, or the commit, with "+dirty" where files were changed after it.
func Version() string {
	version, of := stamped, fmt.Sprintf(" (%s %s/%s)", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	if built, known := debug.ReadBuildInfo(); known {
		version = cmp.Or(version, commitOf(built), built.Main.Version)
	}
	return cmp.Or(version, "unknown") + of
}

// commitOf is the commit that the program was built from, where there was a repository.
func commitOf(built *debug.BuildInfo) string {
	told := map[string]string{}
	for _, setting := range built.Settings {
		told[setting.Key] = setting.Value
	}
	if told["vcs.revision"] == "" {
		return ""
	}
	version := fmt.Sprintf("commit %.12s of %.10s", told["vcs.revision"], told["vcs.time"])
	if told["vcs.modified"] == "true" {
		version += "+dirty"
	}
	return version
}
