package baiwang

import (
	"crypto/md5" //nolint:gosec // the vendor's rule
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // the vendor's rule
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"kaipiao/sandbox/jsonhttp"
)

// method is one of the calls: its version, whether its members stand in "data", and what they are.
type method struct {
	version string
	nested  bool
	fields  fields
	serve   func(*Desk, call)
}

var methods map[string]method

func init() { //nolint:gochecknoinits // the calls and what serves them name each other
	methods = map[string]method{
		"baiwang.output.invoice.issue":          {"6.0", true, issueFields, (*Desk).issue},
		"baiwang.output.invoice.query":          {"6.0", true, queryFields, (*Desk).query},
		"baiwang.output.invoice.cancel":         {"6.0", true, cancelFields, (*Desk).cancel},
		"baiwang.output.format.create":          {"6.0", true, createFields, (*Desk).create},
		"baiwang.output.format.query":           {"6.0", true, fileFields, (*Desk).file},
		"baiwang.output.redinvoice.add":         {"7.0", false, addFields, (*Desk).add},
		"baiwang.output.redinvoice.operate":     {"7.0", false, operateFields, (*Desk).operate},
		"baiwang.output.redinvoice.formlist":    {"7.0", false, formlistFields, (*Desk).formlist},
		"baiwang.output.redinvoice.redforminfo": {"6.0", false, forminfoFields, (*Desk).forminfo},
	}
}

// token hands out a token to who knows the password.
func (d *Desk) token(query url.Values, content []byte) jsonhttp.Answer {
	var body struct {
		Username     string `json:"username"`
		Password     string `json:"password"`
		ClientSecret string `json:"client_secret"`
	}
	err := json.Unmarshal(content, &body)
	switch {
	case err != nil || query.Get("grant_type") != "password" || query.Get("timestamp") == "":
		return refuse(codeMembers, "请求报文有误")
	case query.Get("client_id") != AppKey || body.ClientSecret != AppSecret:
		return refuse(codeMembers, "应用信息有误")
	case body.Username != User || body.Password != hashed(query.Get("version")):
		return refuse(codeMembers, "用户名或密码有误")
	}
	token := strings.ToLower(rand.Text())
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.tokens[token] = d.now().Add(d.settings.TokenLife)
	return respond(map[string]any{
		"access_token": token, "refresh_token": strings.ToLower(rand.Text()), "token_type": "bearer", "expires_in": int(d.settings.TokenLife.Seconds()),
	})
}

// hashed is the password as a version of the call wants it.
func hashed(version string) string {
	switch version {
	case "7.0":
		sum := sha256.Sum256([]byte(Password + Salt))
		return hex.EncodeToString(sum[:])
	case "6.0":
		inner := md5.Sum([]byte(Password + Salt))               //nolint:gosec // the vendor's rule
		outer := sha1.Sum([]byte(hex.EncodeToString(inner[:]))) //nolint:gosec // the vendor's rule
		return hex.EncodeToString(outer[:])
	default:
		return "-"
	}
}

// gate checks the parameters of a call: its version, its signature over the body as it came, and its token.
func (d *Desk) gate(m method, query url.Values, content []byte) *jsonhttp.Answer {
	for _, name := range []string{"appKey", "format", "timestamp", "type", "requestId"} {
		if query.Get(name) == "" {
			return refused(codeEmpty, name+"不能为空")
		}
	}
	d.mutex.Lock()
	defer d.mutex.Unlock()
	ends, known := d.tokens[query.Get("token")]
	switch {
	case query.Get("version") != m.version || query.Get("appKey") != AppKey:
		return refused(codeMembers, "版本号或应用有误")
	case m.version == "7.0" && query.Get("signType")+query.Get("encryptType")+query.Get("encryptScope") != "MD5NONE00":
		return refused(codeMembers, "签名或加密方式有误")
	case query.Get("sign") != sign(query, content):
		return refused(codeSign, "签名错误")
	case !known:
		return refused(codeNoToken, "token无效")
	case !d.now().Before(ends):
		return refused(codeTokenEnded, "token已过期")
	}
	return nil
}

func refused(code, message string) *jsonhttp.Answer {
	answer := refuse(code, message)
	return &answer
}

func sign(query url.Values, content []byte) string {
	signed := AppSecret
	for _, key := range slices.Sorted(maps.Keys(query)) {
		if value := query.Get(key); key != "sign" && value != "" {
			signed += key + value
		}
	}
	sum := md5.Sum([]byte(signed + string(content) + AppSecret)) //nolint:gosec // the vendor's rule
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}

// around are the members beside "data".
var around = parse("taxNo!20 taxUserName invoiceTerminalCode:30 orgCode:64 taxDiskNo isSplit formatGenerate formatPushType completionCustom data!", nil)

// members are those of a call, checked; a body of the wrong shape lacks what is required, or has what there is not.
func (m method) members(content []byte) ([]byte, *jsonhttp.Answer) {
	if m.nested {
		if wrong := around.check(content); wrong != nil {
			return nil, wrong
		}
		var outside struct {
			Data json.RawMessage `json:"data"`
		}
		if err := json.Unmarshal(content, &outside); err != nil {
			return nil, refused(codeMembers, "请求报文有误")
		}
		content = outside.Data
	}
	return content, m.fields.check(content)
}

// field is a member: whether it is required, a number, and how many characters it may have at most, 0 for any number.
type field struct {
	required, number bool
	most             int
	items            fields
}

// fields are the members of an object.
type fields map[string]field

// parse reads the members as they are written here: "name" with "!" for required, "#" for a number, and the most characters. Lists hold
// objects.
func parse(text string, lists map[string]fields) fields {
	all := fields{}
	for _, word := range strings.Fields(text) {
		name := strings.TrimRight(word, "!#:0123456789")
		var most int
		_, _ = fmt.Sscan(strings.TrimLeft(word[len(name):], "!#:"), &most)
		all[name] = field{required: strings.Contains(word, "!"), number: strings.Contains(word, "#"), most: most, items: lists[name]}
	}
	return all
}

// check says what is wrong with an object, or nothing.
func (f fields) check(content []byte) *jsonhttp.Answer {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(content, &object); err != nil {
		return refused(codeMembers, "请求报文有误")
	}
	for _, name := range slices.Sorted(maps.Keys(f)) {
		if value := string(object[name]); f[name].required && (value == "" || value == `""` || value == "null" || value == "[]") {
			return refused(codeEmpty, name+"不能为空")
		}
	}
	for name, value := range object {
		known, is := f[name]
		if !is {
			return refused(codeMembers, name+"不是该接口的字段")
		}
		if wrong := known.check(name, value); wrong != nil {
			return wrong
		}
	}
	return nil
}

func (f field) check(name string, value json.RawMessage) *jsonhttp.Answer {
	if f.items != nil {
		var items []json.RawMessage
		if err := json.Unmarshal(value, &items); err != nil {
			return refused(codeMembers, name+"应为列表")
		}
		for _, item := range items {
			if wrong := f.items.check(item); wrong != nil {
				return wrong
			}
		}
		return nil
	}
	if text := ""; json.Unmarshal(value, &text) == nil {
		switch {
		case f.number:
			return refused(codeMembers, name+"应为数字")
		case f.most > 0 && utf8.RuneCountInString(text) > f.most:
			return refused(codeMembers, fmt.Sprintf("%s超过%d个字符", name, f.most))
		}
	}
	return nil
}
