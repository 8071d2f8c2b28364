package schema

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// mark is the line of a migration that contracts the schema. It names the migration that builds have to know which go on: those of before it are
// stopped by then. A migration without the mark expands, and every build of before goes on beside it.
//
//	-- contracts: 17
var mark = regexp.MustCompile(`(?m)^-- contracts:(.*)$`)

// Contracts reads the mark of a migration: which migration a build has to know that goes on after it.
func Contracts(sql string) (oldest int, contracts bool, err error) {
	found := mark.FindAllStringSubmatch(sql, -1)
	if len(found) == 0 {
		return 0, false, nil
	}
	oldest, err = strconv.Atoi(strings.TrimSpace(found[0][1]))
	if err != nil || len(found) > 1 || oldest < 1 {
		return 0, true, fmt.Errorf("write one line `-- contracts: 17`, with the number of the migration that builds have to know which go on, not %q", found[0][0])
	}
	return oldest, true, nil
}

var (
	comments = regexp.MustCompile(`--[^\n]*`)
	quoted   = regexp.MustCompile(`(?s)\$\$.*?\$\$|'(?:[^']|'')*'`)
	// taking is what a build of before could not stand: what it reads, calls or writes is gone, has another name or type, or is refused.
	taking = []*regexp.Regexp{
		regexp.MustCompile(`\bdrop\s+(table|view|materialized view|function|procedure|type|domain|schema|sequence|role)\b`),
		regexp.MustCompile(`\bdrop\s+(column\b|(if exists\s+)?\w+\s*(,|;|$))`),
		regexp.MustCompile(`\brename\b`),
		regexp.MustCompile(`\balter\s+(column\s+)?\w+\s+(set data\s+)?type\b`),
		regexp.MustCompile(`\bset not null\b|\bdrop default\b`),
		regexp.MustCompile(`\b(delete from|truncate)\b`),
		regexp.MustCompile(`\brevoke\b`),
		regexp.MustCompile(`\balter table\b[^;]*\badd\s+(constraint|check|unique|primary key|foreign key|exclude)\b`),
		regexp.MustCompile(`\bcreate unique index\b`),
	}
	// added is a column that is added; without a default, a build of before that does not name it could insert nothing.
	added = regexp.MustCompile(`\badd\s+column\s+(?:if not exists\s+)?[^,;]*`)
)

// Takes names what a migration takes away from builds of before, as far as its words tell; nothing where it only expands. A function's body and texts
// are not looked at. A table that the same migration makes is nobody's yet, so that its constraints stand in its own statement.
func Takes(sql string) (found []string) {
	plain := strings.ToLower(quoted.ReplaceAllString(comments.ReplaceAllString(sql, ""), "''"))
	for statement := range strings.SplitSeq(plain, ";") {
		for _, word := range taking {
			if at := word.FindString(statement + ";"); at != "" {
				found = append(found, strings.Join(strings.Fields(strings.TrimRight(at, ",;")), " "))
			}
		}
		for _, column := range added.FindAllString(statement, -1) {
			if strings.Contains(column, "not null") && !strings.Contains(column, "default") && !strings.Contains(column, "generated") {
				found = append(found, strings.Join(strings.Fields(column), " "))
			}
		}
	}
	return found
}
