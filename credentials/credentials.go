// Package credentials reads YAML files in which secrets stand. Nobody but their owner may read them, a setting that there is not is refused, so
// that a typing error does not leave something as it was, and nothing that is said of them repeats a value (S7).
package credentials

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"go.yaml.in/yaml/v3"
)

// most is more than any such file takes, in bytes.
const most = 1 << 20

// ReadFile reads a file. What it is for stands in the errors: "the providers' file (KAIPIAO_PROVIDERS)".
func ReadFile(path, what string, into any) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("read %s: %w", what, err)
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("read %s: %w", what, err)
	}
	if !Closed(info) {
		return fmt.Errorf("%s has the mode %04o: others than its owner may use the credentials in it; chmod 600 %s", what, info.Mode().Perm(), path)
	}
	content, err := io.ReadAll(io.LimitReader(file, most+1))
	switch {
	case err != nil:
		return fmt.Errorf("read %s: %w", what, err)
	case len(content) > most:
		return fmt.Errorf("%s, %s, has more than %d bytes", what, path, most)
	}
	if err := Decode(content, into); err != nil {
		return fmt.Errorf("%s, %s, cannot be read: %w", what, path, err)
	}
	return nil
}

// Decode reads one document of YAML; an empty one changes nothing.
func Decode(content []byte, into any) error {
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	decoder.KnownFields(true)
	if err := decoder.Decode(into); err != nil && !errors.Is(err, io.EOF) {
		return withoutValues(err)
	}
	if err := decoder.Decode(new(any)); !errors.Is(err, io.EOF) {
		return errors.New("one document is all there is to be")
	}
	return nil
}

// withoutValues says which setting there is not, or in which line a value is of the wrong kind. The library's own words quote values.
func withoutValues(err error) error {
	var wrong *yaml.TypeError
	if !errors.As(err, &wrong) {
		return errors.New("it is not in order as YAML: look at its indents, quotes and colons")
	}
	var said []string
	for _, one := range wrong.Errors {
		line, what, _ := strings.Cut(one, ": ")
		if field, found := strings.CutPrefix(what, "field "); found {
			name, _, _ := strings.Cut(field, " ")
			said = append(said, line+": there is no setting "+shortened(name))
			continue
		}
		said = append(said, line+": a value is of the wrong kind, or stands there twice")
	}
	return errors.New(strings.Join(said, ", "))
}

// longestName is more than the name of any setting has.
const longestName = 40

// shortened is a name that can be one; a secret that stands where a name should is not repeated.
func shortened(name string) string {
	const letters = "abcdefghijklmnopqrstuvwxyz_"
	if len(name) > longestName || strings.Trim(name, letters) != "" {
		return "of that name"
	}
	return name
}
