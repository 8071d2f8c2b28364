package docs

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

const observed = root + "/deploy/observe"

var (
	metricRow  = regexp.MustCompile("(?m)^\\| `((?:kaipiao|temporal)_[a-z_]+)` \\|")
	madeMetric = regexp.MustCompile(`(?:Name:\s+|NewDesc\()"(kaipiao_[a-z_]+)"`)
	madeGauge  = regexp.MustCompile(`gauge\("([a-z_]+)", "`)
	usedMetric = regexp.MustCompile(`\b(?:kaipiao|temporal)_[a-z_]+\b`)
	partOf     = regexp.MustCompile(`_(?:bucket|count|sum)$`)
	elsewhere  = regexp.MustCompile(`(?m)^#+ (.+)$`)
)

// described are the metrics of the tables.
func described(t *testing.T) []string {
	t.Helper()
	content, err := os.ReadFile("observability.md")
	require.NoError(t, err)
	var names []string
	for _, row := range metricRow.FindAllStringSubmatch(string(content), -1) {
		names = append(names, row[1])
	}
	slices.Sort(names)
	require.Equal(t, slices.Compact(slices.Clone(names)), names, "each once")
	return names
}

// Every metric that the programs make is in the table, and nothing else.
func TestTheTableHasEveryMetric(t *testing.T) {
	made := map[string]bool{}
	walk(t, ".go", func(path, content string) {
		if strings.HasSuffix(path, "_test.go") {
			return
		}
		for _, found := range madeMetric.FindAllStringSubmatch(content, -1) {
			made[found[1]] = true
		}
		if filepath.Base(path) == "gauges.go" {
			for _, found := range madeGauge.FindAllStringSubmatch(content, -1) {
				made["kaipiao_"+found[1]] = true
			}
		}
	})
	ours := slices.DeleteFunc(described(t), func(name string) bool { return !strings.HasPrefix(name, "kaipiao_") })
	require.Equal(t, slices.Sorted(maps.Keys(made)), ours)
}

// alerting is the rules of Prometheus.
type alerting struct {
	Groups []struct {
		Rules []struct {
			Alert, Expr string
			Labels      map[string]string
			Annotations map[string]string
		}
	}
}

// Each alert says in two languages what is so and how urgent it is, has its runbook, and asks for metrics that there are.
func TestEachAlertHasItsRunbook(t *testing.T) {
	content, err := os.ReadFile(observed + "/alerts.yml")
	require.NoError(t, err)
	var read alerting
	require.NoError(t, yaml.Unmarshal(content, &read))
	book, err := os.ReadFile("runbooks.md")
	require.NoError(t, err)
	var headings, alerts []string
	for _, found := range elsewhere.FindAllStringSubmatch(string(book), -1) {
		headings = append(headings, found[1])
	}
	tests, err := os.ReadFile(observed + "/alerts_test.yml")
	require.NoError(t, err)
	for _, group := range read.Groups {
		for _, rule := range group.Rules {
			alerts = append(alerts, rule.Alert)
			require.Contains(t, []string{"critical", "warning"}, rule.Labels["severity"], rule.Alert)
			require.Regexp(t, `\p{Han}`, rule.Annotations["summary_zh"], rule.Alert)
			require.Regexp(t, `\p{Han}`, rule.Annotations["description_zh"], rule.Alert)
			require.NotEmpty(t, rule.Annotations["summary"], rule.Alert)
			require.NotEmpty(t, rule.Annotations["description"], rule.Alert)
			require.Equal(t, "docs/runbooks.md#"+strings.ToLower(rule.Alert), rule.Annotations["runbook_url"])
			require.Contains(t, string(tests), "name: "+rule.Alert+"\n", "nothing tests that it fires")
			asksForWhatThereIs(t, rule.Alert, rule.Expr)
		}
	}
	require.ElementsMatch(t, alerts, headings[1:], "a runbook for each alert, and an alert for each runbook")
}

func asksForWhatThereIs(t *testing.T, who, expression string) {
	t.Helper()
	known := described(t)
	for _, name := range usedMetric.FindAllString(expression, -1) {
		require.Contains(t, known, partOf.ReplaceAllString(name, ""), who)
	}
}

// promtool checks the configuration and the alerts, and that each alert fires.
func TestPrometheusTakesTheAlerts(t *testing.T) {
	for _, arguments := range [][]string{{"check", "config", "--lint=all", "prometheus.yml"}, {"test", "rules", "alerts_test.yml"}} {
		command := exec.CommandContext(t.Context(), "promtool", arguments...)
		command.Dir = observed
		said, err := command.CombinedOutput()
		require.NoError(t, err, string(said))
	}
}

// dashboard is a dashboard of Grafana, with the parts of its schema that ours have and no others.
type dashboard struct {
	UID           string   `json:"uid"`
	Title         string   `json:"title"`
	Tags          []string `json:"tags"`
	Timezone      string   `json:"timezone"`
	SchemaVersion int      `json:"schemaVersion"`
	Version       int      `json:"version"`
	Editable      bool     `json:"editable"`
	Refresh       string   `json:"refresh"`
	Time          struct {
		From string `json:"from"`
		To   string `json:"to"`
	} `json:"time"`
	Templating struct {
		List []struct {
			Name  string `json:"name"`
			Label string `json:"label"`
			Type  string `json:"type"`
			Query string `json:"query"`
		} `json:"list"`
	} `json:"templating"`
	Annotations struct {
		List []any `json:"list"`
	} `json:"annotations"`
	Panels []panel `json:"panels"`
}

type source struct {
	Type string `json:"type"`
	UID  string `json:"uid"`
}

type panel struct {
	ID          int    `json:"id"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Type        string `json:"type"`
	Datasource  source `json:"datasource"`
	GridPos     struct {
		H int `json:"h"`
		W int `json:"w"`
		X int `json:"x"`
		Y int `json:"y"`
	} `json:"gridPos"`
	Targets []struct {
		RefID        string `json:"refId"`
		Datasource   source `json:"datasource"`
		Expr         string `json:"expr"`
		LegendFormat string `json:"legendFormat"`
	} `json:"targets"`
	FieldConfig struct {
		Defaults struct {
			Unit string  `json:"unit"`
			Min  float64 `json:"min"`
		} `json:"defaults"`
		Overrides []any `json:"overrides"`
	} `json:"fieldConfig"`
	Options map[string]any `json:"options"`
}

// The dashboards are of Grafana's schema, no panel covers another one, and Prometheus understands what each asks for.
func TestTheDashboardsAskForWhatThereIs(t *testing.T) {
	files, err := filepath.Glob(observed + "/dashboards/*.json")
	require.NoError(t, err)
	require.Len(t, files, 3)
	asked := rulesOf{}
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		var board dashboard
		strict := json.NewDecoder(bytes.NewReader(content))
		strict.DisallowUnknownFields()
		require.NoError(t, strict.Decode(&board), file)
		require.Equal(t, "kaipiao-"+strings.TrimSuffix(filepath.Base(file), ".json"), board.UID)
		covered, ids := map[string]string{}, map[int]bool{}
		for _, p := range board.Panels {
			require.False(t, ids[p.ID], p.Title)
			ids[p.ID] = true
			require.Contains(t, []string{"stat", "timeseries"}, p.Type)
			require.Equal(t, source{"prometheus", "${datasource}"}, p.Datasource)
			require.Regexp(t, `\p{Han}`, p.Title)
			require.NotEmpty(t, p.Description)
			require.LessOrEqual(t, p.GridPos.X+p.GridPos.W, 24, p.Title)
			for x := range p.GridPos.W {
				for y := range p.GridPos.H {
					at := fmt.Sprint(p.GridPos.X+x, ",", p.GridPos.Y+y)
					require.Empty(t, covered[at], p.Title)
					covered[at] = p.Title
				}
			}
			for _, target := range p.Targets {
				asksForWhatThereIs(t, p.Title, target.Expr)
				asked = append(asked, target.Expr)
			}
		}
	}
	asked.areUnderstood(t)
}

// rulesOf are expressions that promtool is to read.
type rulesOf []string

func (r rulesOf) areUnderstood(t *testing.T) {
	t.Helper()
	type rule struct{ Record, Expr string }
	var all []rule
	for n, expression := range r {
		all = append(all, rule{fmt.Sprintf("panel:%d", n), expression})
	}
	content, err := yaml.Marshal(map[string]any{"groups": []any{map[string]any{"name": "panels", "rules": all}}})
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "panels.yml")
	require.NoError(t, os.WriteFile(file, content, 0o600))
	said, err := exec.CommandContext(t.Context(), "promtool", "check", "rules", file).CombinedOutput()
	require.NoError(t, err, string(said))
}
