package card

import "golang.org/x/text/language"

// english is the English catalogue: a map for each subject, in a file of its own.
func english() translation {
	return translation{tag: language.English, texts: []texts{
		englishCommand,
		englishCount,
		englishHelp,
		englishMore,
		englishWord,
		englishTime,

		englishRequest,
		englishRequestState,
		englishKind,
		englishApproval,
		englishButton,
		englishNote,

		englishPeering,
		englishConnection,
		englishLifetime,
		englishKeep,
		englishDNS,

		englishPlan,
		englishProblem,
		englishStep,
		englishFailure,
		englishCall,

		englishFinding,
		englishDrift,
		englishGroup,
		englishTrail,

		englishAccess,
		englishRemark,
		englishList,
		englishHistory,
		englishAnswer,
		englishCallFailed,
		englishRefused,
		englishChat,
		englishForm,
	}}
}
