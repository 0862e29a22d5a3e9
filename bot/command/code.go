package command

// A Code says what is wrong with a text. Beside each stand the fields of Error
// that it sets, beyond Pos, Token and Verb. The words for people are package
// card's.
type Code string

// The codes about the text as a whole.
const (
	TextTooLong      Code = "text-too-long"     // Length, Limit: in characters
	NotUTF8          Code = "not-utf8"          // broken bytes
	ControlCharacter Code = "control-character" // Character
	QuoteOpen        Code = "quote-open"        // no closing quote
	TextAfterQuote   Code = "text-after-quote"  // a closing quote with a letter right behind
)

// The codes about the verb.
const (
	UnknownVerb   Code = "unknown-verb"    // Suggestion, Options: the verbs
	SlashTyped    Code = "slash-typed"     // the slash command, typed again
	IDWithoutVerb Code = "id-without-verb" // an id where a verb goes; Suggestion: the command that shows it
)

// The codes about the words after the verb.
const (
	UnknownKey      Code = "unknown-key"       // Param is what was typed; Suggestion, Options: the verb's keys; FreeText
	KeyTwice        Code = "key-twice"         // Param
	FlagWithValue   Code = "flag-with-value"   // Param: mine=true
	ValueMissing    Code = "value-missing"     // Param: a key with nothing after =
	EqualsMissing   Code = "equals-missing"    // Param: a key without =
	Missing         Code = "missing"           // Param: an argument or a key that is required
	OneIDAtATime    Code = "one-id-at-a-time"  // a second id where free text may begin; FreeText
	ExtraArgument   Code = "extra-argument"    // one more of what the verb takes one of
	UnexpectedWord  Code = "unexpected-word"   // Suggestion; FreeText
	NotOneOf        Code = "not-one-of"        // Options: what Param can be; Suggestion
	NotADuration    Code = "not-a-duration"    // neither hours, days nor weeks
	DurationTooLong Code = "duration-too-long" // Limit: in days
)

// The codes about ids.
const (
	NotAnID      Code = "not-an-id"     // Want; Suggestion
	WrongID      Code = "wrong-id"      // an id of another kind; Want, Got, ID
	TruncatedPCX Code = "truncated-pcx" // not as long as an AWS peering id
	NotATable    Code = "not-a-table"   // not a route table id
)

// The codes about a list of route tables.
const (
	TableMissing    Code = "table-missing"     // a comma with nothing beside it
	WordAmongTables Code = "word-among-tables" // routes=main,rtb-…
	TableTwice      Code = "table-twice"       // the same id again
)

// The codes about a VPC and its account.
const (
	NotAVPC          Code = "not-a-vpc"          // a word without a slash
	CIDRForVPC       Code = "cidr-for-vpc"       // 10.1.0.0/16
	VPCNoAccount     Code = "vpc-no-account"     // an id without account/; ID
	FillerWord       Code = "filler-word"        // "to", "and" and the like between two VPCs
	TooManySlashes   Code = "too-many-slashes"   // more parts than account/region/vpc
	AccountMissing   Code = "account-missing"    // nothing before the slash
	AccountIDDigits  Code = "account-id-digits"  // Limit: how many it has
	AliasTooLong     Code = "alias-too-long"     // Limit: in characters
	AliasCharacter   Code = "alias-character"    // Character
	NotARegion       Code = "not-a-region"       // the middle of account/region/vpc
	VPCMissing       Code = "vpc-missing"        // nothing after the slash
	VPCMissingRegion Code = "vpc-missing-region" // account/region and no VPC
	VPCNameTooLong   Code = "vpc-name-too-long"  // Limit: in characters
	TruncatedVPCID   Code = "truncated-vpc-id"   // not as long as a VPC id
)

// Codes returns all codes. The caller owns the result.
func Codes() []Code {
	return []Code{
		TextTooLong, NotUTF8, ControlCharacter, QuoteOpen, TextAfterQuote,
		UnknownVerb, SlashTyped, IDWithoutVerb,
		UnknownKey, KeyTwice, FlagWithValue, ValueMissing, EqualsMissing, Missing, OneIDAtATime, ExtraArgument,
		UnexpectedWord, NotOneOf, NotADuration, DurationTooLong,
		NotAnID, WrongID, TruncatedPCX, NotATable,
		TableMissing, WordAmongTables, TableTwice,
		NotAVPC, CIDRForVPC, VPCNoAccount, FillerWord, TooManySlashes, AccountMissing, AccountIDDigits,
		AliasTooLong, AliasCharacter, NotARegion, VPCMissing, VPCMissingRegion, VPCNameTooLong, TruncatedVPCID,
	}
}
