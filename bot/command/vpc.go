package command

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A VPC names one as a person does. Nothing is looked up here.
type VPC struct {
	Account string // alias or 12-digit id
	Region  string // such as "ap-northeast-1"; empty when not said
	VPC     string // id ("vpc-…") or Name tag; whoever looks it up tries both
}

// String returns account/vpc or account/region/vpc, as Parse reads it: the
// VPC is in quotes when it needs them. The zero VPC is "".
func (v VPC) String() string {
	if v == (VPC{}) {
		return ""
	}
	s := v.Account + "/"
	if v.Region != "" {
		s += v.Region + "/"
	}
	return s + spell(v.VPC, func(name token) bool {
		got, err := vpcName(name, v.Region != "")
		return err == nil && got == v.VPC && len(name.split('/')) == 1
	})
}

const (
	// 256 Unicode characters is the longest tag value:
	// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Tag.html
	maxName = 256
	// Aliases are our own; longer ones do not fit on a card.
	maxAlias = 64
)

var (
	vpcID          = regexp.MustCompile(`^vpc-([0-9a-f]{8}|[0-9a-f]{17})$`)
	truncatedVPCID = regexp.MustCompile(`^vpc-[0-9a-f]{9,}$`)
	region         = regexp.MustCompile(`^[a-z]{2,4}(-[a-z]{1,16}){1,3}-[0-9]{1,2}$`)
	accountID      = regexp.MustCompile(`^[0-9]{12}$`)
	consoleID      = regexp.MustCompile(`^[0-9]{4}-[0-9]{4}-[0-9]{4}$`) // as the AWS console prints it
	onlyDigits     = regexp.MustCompile(`^[0-9-]+$`)
)

// vpc reads a VPC.
type vpc struct{ p *VPC }

func (v vpc) String() string { return v.p.String() }

func (v vpc) set(t token) *Error {
	if _, err := netip.ParsePrefix(t.folded()); err == nil {
		return t.wrong(CIDRForVPC)
	}
	parts := t.split('/')
	switch n := len(parts); {
	case n == 1:
		return noSlash(t)
	case n > 3:
		return t.wrong(TooManySlashes)
	}
	var got VPC
	var err *Error
	if got.Account, err = accountName(parts[0]); err != nil {
		return err
	}
	if len(parts) == 3 {
		if got.Region, err = regionName(parts[1]); err != nil {
			return err
		}
	}
	if got.VPC, err = vpcName(parts[len(parts)-1], got.Region != ""); err != nil {
		return err
	}
	*v.p = got
	return nil
}

// noSlash says what is wrong with a VPC in one part.
func noSlash(t token) *Error {
	s := strings.ToLower(t.folded())
	e := t.wrong(NotAVPC)
	switch {
	case vpcID.MatchString(s):
		e.Code, e.ID = VPCNoAccount, s
	case slices.Contains(fillers(), s):
		e.Code = FillerWord
	}
	return e
}

// fillers are what people write between two VPCs.
func fillers() []string { return []string{"to", "with", "and", "from", "between", "->", "<->"} }

// accountName reads an alias or an id; 1234-5678-9012 is an id too.
func accountName(t token) (string, *Error) {
	s := t.folded()
	switch {
	case s == "":
		return "", t.wrong(AccountMissing)
	case consoleID.MatchString(s):
		return strings.ReplaceAll(s, "-", ""), nil
	case accountID.MatchString(s):
		return s, nil
	case onlyDigits.MatchString(s):
		return "", t.limited(AccountIDDigits, 12)
	case utf8.RuneCountInString(s) > maxAlias:
		return "", t.limited(AliasTooLong, maxAlias)
	}
	for i, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || i > 0 && (unicode.IsMark(r) || strings.ContainsRune("-_.", r)) {
			continue
		}
		e := t.wrong(AliasCharacter)
		e.Character = r
		return "", e
	}
	return s, nil
}

func regionName(t token) (string, *Error) {
	s := strings.ToLower(t.folded())
	if region.MatchString(s) {
		return s, nil
	}
	return "", t.wrong(NotARegion)
}

// vpcName reads an id or a name. Outside quotes it refuses what was surely
// meant as something else.
func vpcName(t token, afterRegion bool) (string, *Error) {
	s := t.String()
	lower := strings.ToLower(s)
	switch {
	case !visible(t):
		return "", t.wrong(VPCMissing)
	case utf8.RuneCountInString(s) > maxName:
		return "", t.limited(VPCNameTooLong, maxName)
	case t.quoted():
		return s, nil
	case vpcID.MatchString(lower):
		return lower, nil
	case truncatedVPCID.MatchString(lower):
		return "", t.wrong(TruncatedVPCID)
	case !afterRegion && region.MatchString(lower):
		return "", t.wrong(VPCMissingRegion)
	}
	return s, nil
}

// account reads an account alone, as list's filter.
type account struct{ p *string }

func (v account) set(t token) *Error {
	s, err := accountName(t)
	if err == nil {
		*v.p = s
	}
	return err
}

func (v account) String() string { return *v.p }
