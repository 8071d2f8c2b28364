package wire

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Missing names the settings that have no value.
func Missing(settings map[string]string) error {
	return naming(settings, "missing", func(value string) bool { return value != "" })
}

// NotAddresses names the settings that are no address of http or https; it repeats none.
func NotAddresses(settings map[string]string) error {
	return naming(settings, "no address of http or https", IsAddress)
}

func naming(settings map[string]string, what string, right func(value string) bool) error {
	var wrong []string
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		if !right(settings[name]) {
			wrong = append(wrong, name)
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return fmt.Errorf("%s: %s", what, strings.Join(wrong, ", "))
}
