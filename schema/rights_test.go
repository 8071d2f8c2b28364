package schema_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/schema"
)

var (
	comment  = regexp.MustCompile(`--[^\n]*`)
	changing = regexp.MustCompile(`(?is)\b(insert into|delete from|(?:for no key |for |do )?update)\s+(\w+)(?:\s+(\w+))?(\s+set\s+)?`)
	ends     = regexp.MustCompile(`(?i)\b(from|where|returning)\b`)
	given    = regexp.MustCompile(`(?:^|, )(\w+)(?: \(([^)]*)\))?`)
)

// needs are the rights that the statements of the register need to write, as "table insert" or "table update column".
func needs(t *testing.T) (found []string) {
	t.Helper()
	files, err := filepath.Glob("queries/*.sql")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, statement := range strings.Split(comment.ReplaceAllString(string(content), ""), ";") {
			found = append(found, needsOf(statement)...)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func needsOf(statement string) (found []string) {
	into := ""
	for _, at := range changing.FindAllStringSubmatchIndex(statement, -1) {
		verb, table := strings.ToLower(statement[at[2]:at[3]]), statement[at[4]:at[5]]
		switch {
		case verb == "insert into":
			into = table
			found = append(found, table+" insert")
		case verb == "delete from":
			found = append(found, table+" delete")
		case verb == "do update": // set is what stands where a table does
			found = append(found, columns(into, statement[at[5]:])...)
		case verb == "update" && table != "of":
			rest := statement[at[5]:]
			found = append(found, columns(table, rest[strings.Index(strings.ToLower(rest), "set ")+len("set"):])...)
		}
	}
	return found
}

// columns are those that are set, up to what follows the list.
func columns(table, list string) (found []string) {
	depth, start := 0, 0
	add := func(end int) {
		name, _, is := strings.Cut(list[start:end], "=")
		if !is {
			return
		}
		for column := range strings.SplitSeq(strings.Trim(strings.TrimSpace(name), "()"), ",") {
			found = append(found, table+" update "+strings.TrimSpace(column))
		}
	}
	for i, letter := range list {
		switch {
		case letter == '(':
			depth++
		case letter == ')' && depth == 0:
			add(i)
			return found
		case letter == ')':
			depth--
		case letter == ',' && depth == 0:
			add(i)
			start = i + 1
		case depth == 0:
			if next := ends.FindStringIndex(list[i:]); next != nil && next[0] == 0 && !isWord(list, i-1) && !strings.HasSuffix(list[:i], "distinct ") {
				add(i)
				return found
			}
		}
	}
	add(len(list))
	return found
}

func isWord(text string, at int) bool {
	return at >= 0 && (text[at] == '_' || text[at] >= 'a' && text[at] <= 'z')
}

// has are the rights to write that a program has.
func has(rights func(schema.Rights) string) (found []string) {
	for table, of := range schema.Tables {
		for _, right := range given.FindAllStringSubmatch(rights(of), -1) {
			switch {
			case right[1] == "select" || right[1] == "update" && right[2] == "":
			case right[1] != "update":
				found = append(found, table+" "+right[1])
			default:
				for column := range strings.SplitSeq(right[2], ", ") {
					found = append(found, table+" update "+column)
				}
			}
		}
	}
	slices.Sort(found)
	return found
}

func without(all, others []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(one string) bool { return slices.Contains(others, one) })
}

// S5: what the programs may write is what the statements of the register write, column by column, and no more; and each of them has no more than
// both have together.
func TestS5TheRightsAreThoseThatStatementsNeed(t *testing.T) {
	starter, worker := has(func(r schema.Rights) string { return r.Starter }), has(func(r schema.Rights) string { return r.Worker })
	together := append(slices.Clone(starter), worker...)
	require.Empty(t, without(needs(t), together), "a statement needs a right that no program has")
	require.Empty(t, without(together, needs(t)), "a program has a right that no statement needs")
	require.Greater(t, len(starter), 100)
	require.NotEqual(t, starter, worker)
	require.Empty(t, has(func(r schema.Rights) string { return r.Reader }))
	for table, rights := range schema.Tables {
		for _, list := range []string{rights.Starter, rights.Worker} {
			require.NotContains(t, list, "truncate", table)
			require.NotRegexp(t, `update($|,)`, list, "%s: of a row only what statements change", table)
		}
	}
}
