package clients

import (
	"fmt"

	"kaipiao/courier"
	"kaipiao/courier/sf"
)

// sfFile is the contract with SF Express.
type sfFile struct {
	BaseURL     string   `yaml:"base_url"`
	PartnerID   string   `yaml:"partner_id"`
	CheckWord   string   `yaml:"check_word"`
	MonthlyCard string   `yaml:"monthly_card"`
	ExpressType int      `yaml:"express_type"`
	PayMethod   int      `yaml:"pay_method"`
	Template    string   `yaml:"template"`
	RetryCodes  []string `yaml:"retry_codes"`
	Sender      struct {
		Company  string `yaml:"company"`
		Contact  string `yaml:"contact"`
		Phone    string `yaml:"phone"`
		Province string `yaml:"province"`
		City     string `yaml:"city"`
		County   string `yaml:"county"`
		Address  string `yaml:"address"`
	} `yaml:"sender"`
}

func sfExpress(c Config) (courier.Client, error) { //nolint:ireturn // a port
	var file sfFile
	if err := readContract(c.File, &file); err != nil {
		return nil, err
	}
	client, err := sf.New(sf.Config{
		BaseURL: file.BaseURL, PartnerID: file.PartnerID, CheckWord: file.CheckWord, MonthlyCard: file.MonthlyCard, ExpressType: file.ExpressType,
		PayMethod: sf.PayMethod(file.PayMethod), Template: file.Template, RetryCodes: file.RetryCodes, Sender: sf.Sender(file.Sender), Timeout: c.Timeout, Now: c.Now,
	})
	if err != nil {
		return nil, fmt.Errorf("%s (KAIPIAO_COURIER_FILE): %w", c.File, err)
	}
	return client, nil
}
