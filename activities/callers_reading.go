package activities

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"unicode"

	"kaipiao/domain/refusal"
)

// What a caller may wait for.
const (
	waitAccepted = "accepted"
	waitIssued   = "issued"
)

// wantedApplication is what Apply is started with: the body of the HTTP call, and what goes with it.
type wantedApplication struct {
	account, wait, key string
	body               []byte
}

// readApplication takes the account, what is waited for and the key out of what a caller sent. The rest is the body of the HTTP call, as
// it was sent: the surface judges it.
func readApplication(content []byte, workflow string) (wanted wantedApplication, err error) {
	sent, err := membersOf(content)
	if err != nil {
		return wanted, err
	}
	if wanted.account, err = sent.take("account"); err != nil {
		return wanted, err
	}
	if wanted.account == "" {
		return wanted, malformed("account", "Name the account.", "请填写账户。")
	}
	if wanted.wait, err = sent.take("wait"); err != nil {
		return wanted, err
	}
	if !slices.Contains([]string{"", waitAccepted, waitIssued}, wanted.wait) {
		return wanted, malformed("wait", "Write accepted or issued.", "应为 accepted 或 issued。")
	}
	if wanted.key, err = sent.take("key"); err != nil {
		return wanted, err
	}
	if wanted.key == "" {
		wanted.key = keyOf(workflow)
	}
	wanted.body = sent.rest()
	return wanted, nil
}

// longestKey is how long an Idempotency-Key may be.
const longestKey = 200

// keyOf is the Idempotency-Key of what a workflow makes: its id, or its checksum where the id is no key.
func keyOf(workflow string) string {
	for _, r := range workflow {
		if r <= ' ' || r > '~' {
			return digestOf(workflow)
		}
	}
	if len(workflow) > longestKey {
		return digestOf(workflow)
	}
	return workflow
}

func digestOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// shortDigestOf tells texts apart in the id of a workflow.
func shortDigestOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}

// longestSender is how much of what a caller is called stands in the trail.
const longestSender = 200

// senderOf is what a caller is called in the trail: printable, and not without end. Nobody has verified it (O7).
func senderOf(name string) string {
	printable := strings.Map(func(r rune) rune {
		if r == unicode.ReplacementChar || !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, name)
	if runes := []rune(printable); len(runes) > longestSender {
		return string(runes[:longestSender])
	}
	return printable
}

// members are those of a JSON object, each as it was sent, also where one is there twice.
type members []member

type member struct {
	name  string
	value json.RawMessage
}

// membersOf reads an object.
func membersOf(content []byte) (found members, err error) {
	decoder := json.NewDecoder(bytes.NewReader(content))
	if opened, err := decoder.Token(); err != nil || opened != json.Delim('{') {
		return nil, noObject()
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, noObject()
		}
		text, _ := name.(string)
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, noObject()
		}
		found = append(found, member{text, value})
	}
	if _, err := decoder.Token(); err != nil || decoder.More() {
		return nil, noObject()
	}
	return found, nil
}

// take takes a text out of an object; one that is not there is empty.
func (m *members) take(name string) (text string, err error) {
	met := false
	var others members
	for _, one := range *m {
		if one.name != name {
			others = append(others, one)
			continue
		}
		if met {
			return "", malformed(name, "It is there twice.", "重复出现。")
		}
		met = true
		if err := json.Unmarshal(one.value, &text); err != nil || one.value[0] != '"' {
			return "", malformed(name, "Write a text.", "应为文本。")
		}
	}
	*m = others
	return text, nil
}

// nothingElse refuses members that there are not.
func (m *members) nothingElse() error {
	if len(*m) == 0 {
		return nil
	}
	return malformed((*m)[0].name, "There is no such member.", "没有该字段。")
}

// rest is an object of what was not taken.
func (m *members) rest() []byte {
	written := bytes.NewBufferString("{")
	for n, one := range *m {
		if n > 0 {
			written.WriteByte(',')
		}
		name, _ := json.Marshal(one.name) // a text
		written.Write(name)
		written.WriteByte(':')
		written.Write(one.value)
	}
	written.WriteByte('}')
	return written.Bytes()
}

func noObject() error {
	return &Denied{string(refusal.InvalidRequest), "Send one JSON object (json/plain).", "请发送一个 JSON 对象（json/plain）。"}
}

func malformed(field, english, chinese string) error {
	return &Denied{string(refusal.InvalidRequest), field + ": " + english, field + "：" + chinese}
}
