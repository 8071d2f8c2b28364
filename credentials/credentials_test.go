package credentials_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/credentials"
)

type settings struct {
	Key    string   `yaml:"key"`
	Secret string   `yaml:"secret"`
	Count  int      `yaml:"count"`
	List   []string `yaml:"list"`
}

// S7: whatever is wrong with a file, nothing that stands in it is repeated.
func TestS7WhatIsWrongIsSaidWithoutValues(t *testing.T) {
	for content, says := range map[string]string{
		"count: hush-hush":                     "line 1: a value is of the wrong kind",
		"secret: {hush-hush: hush-hush}":       "line 1: a value is of the wrong kind",
		"key: a\nlist: hush-hush":              "line 2: a value is of the wrong kind",
		"sekret: hush-hush":                    "line 1: there is no setting sekret",
		"sekret: hush-hush\ncount: hush-hush":  "there is no setting sekret",
		"hush-hush: 1":                         "there is no setting of that name",
		"secret: hush-hush\nsecret: hush-hush": "twice",
		"secret: @hush-hush":                   "not in order as YAML",
		"secret: \"hush-hush":                  "not in order as YAML",
		"secret: *hush-hush":                   "not in order as YAML",
		"\tsecret: hush-hush":                  "not in order as YAML",
		"hush-hush":                            "a value is of the wrong kind",
		"key: a\n---\nsecret: hush-hush":       "one document",
	} {
		err := credentials.Decode([]byte(content), &settings{})
		require.ErrorContains(t, err, says, content)
		require.NotContains(t, err.Error(), "hush", content)
	}
}

// S7: a file that others than its owner may use is refused.
func TestS7AFileIsItsOwnersAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file.yaml")
	require.ErrorIs(t, credentials.ReadFile(path, "the file", &settings{}), os.ErrNotExist)
	require.NoError(t, os.WriteFile(path, []byte("secret: hush-hush\ncount: 2"), 0o600))
	var read settings
	require.NoError(t, credentials.ReadFile(path, "the file", &read))
	require.Equal(t, settings{Secret: "hush-hush", Count: 2}, read)
	for _, mode := range []os.FileMode{0o640, 0o604, 0o620, 0o601} {
		require.NoError(t, os.Chmod(path, mode))
		require.ErrorContains(t, credentials.ReadFile(path, "the file", &settings{}), "chmod 600")
	}
	require.NoError(t, os.Chmod(path, 0o600))
	require.NoError(t, os.WriteFile(path, make([]byte, 2<<20), 0o600))
	require.ErrorContains(t, credentials.ReadFile(path, "the file", &settings{}), "more than")
}

// FuzzDecode: no error repeats a secret, wherever it stands.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{"secret: %", "count: %", "%: 1", "list: [%, {", "key: !!%", "key: &% a", "key: *%", "- %", "? %", "%\n%: %"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, shape string) {
		const secret = "HushHush4711"
		content := ""
		for _, letter := range shape {
			if letter == '%' {
				content += secret
			} else {
				content += string(letter)
			}
		}
		if err := credentials.Decode([]byte(content), &settings{}); err != nil {
			require.NotContains(t, err.Error(), secret)
		}
	})
}
