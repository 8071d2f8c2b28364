package main

import (
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"slices"
)

// unreleased is the version that the chart has in the repository; a release writes its own in its place.
var unreleased = regexp.MustCompile(`(?m)^(version|appVersion): "?0\.0\.0"?$`)

var errNoVersion = errors.New("Chart.yaml has no version 0.0.0 and appVersion 0.0.0")

// packChart writes the chart with the version of the release, as Helm packs one.
func packChart(s source, folder, into string) error {
	files, err := filesOf(folder)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(files, func(f file) bool { return f.Name == "Chart.yaml" })
	if at < 0 || len(unreleased.FindAll(files[at].Content, -1)) != 2 {
		return fmt.Errorf("pack the chart %s: %w", folder, errNoVersion)
	}
	files[at].Content = unreleased.ReplaceAll(files[at].Content, []byte(`$1: "`+s.Version+`"`))
	for i := range files {
		files[i].Name = path.Join("kaipiao", files[i].Name)
	}
	return writeGzip(filepath.Join(into, "kaipiao-chart_"+s.Version+".tgz"), files, s.At)
}
