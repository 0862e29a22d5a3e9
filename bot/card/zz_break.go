package card
import _ "peerbot/aws/live"
