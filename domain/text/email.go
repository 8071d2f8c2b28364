package text

import (
	"net/mail"
	"slices"
	"strings"

	"kaipiao/domain/refusal"
)

// How long the parts of a mail address may be (RFC 5321).
const (
	longestLocal  = 64
	longestDomain = 253
	longestLabel  = 63
)

// email takes an address alone, without a name beside it, that the mail library and the mail servers agree on. There is no address with
// other letters than those of ASCII, because not every server takes one.
func email(given string) (string, *refusal.Refusal) {
	written := narrow(given)
	parsed, err := mail.ParseAddress(written)
	local, domain, found := strings.Cut(written, "@")
	if err != nil || parsed.Address != written || parsed.Name != "" || !found || !dotted(local, longestLocal, atom) || !host(domain) {
		return "", refusal.New(refusal.EmailInvalid, "")
	}
	return written, nil
}

// mostAddresses is how many addresses a mail may have (P13), as at other clouds.
const mostAddresses = 10

// emails takes several addresses with commas between them, each once, and writes them as "a@example.com,b@example.com".
func emails(given string) (string, *refusal.Refusal) {
	var written []string
	for one := range strings.SplitSeq(narrow(given), ",") {
		address, refused := email(strings.TrimSpace(one))
		if refused != nil {
			return "", refused
		}
		if !slices.ContainsFunc(written, func(other string) bool { return strings.EqualFold(other, address) }) {
			written = append(written, address)
		}
	}
	if len(written) > mostAddresses {
		return "", refusal.New(refusal.TooManyAddresses, "", len(written), mostAddresses)
	}
	return strings.Join(written, ","), nil
}

// dotted reports whether a text is made of words with single dots between them.
func dotted(text string, longest int, word func(string) bool) bool {
	if text == "" || len(text) > longest {
		return false
	}
	for part := range strings.SplitSeq(text, ".") {
		if !word(part) {
			return false
		}
	}
	return true
}

// atom is a word of what stands before the @.
func atom(word string) bool {
	return word != "" && strings.IndexFunc(word, func(r rune) bool {
		return !alphanumeric(r) && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r)
	}) < 0
}

func host(domain string) bool {
	return dotted(domain, longestDomain, func(label string) bool {
		return label != "" && len(label) <= longestLabel && label[0] != '-' && label[len(label)-1] != '-' &&
			strings.IndexFunc(label, func(r rune) bool { return !alphanumeric(r) && r != '-' }) < 0
	})
}

func alphanumeric(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}
