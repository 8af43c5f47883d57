// Made by scripts/generate-tg263.mjs; see README.md here. name|FMA id|kind|category|description
export const TG263_TABLE = `A_Aorta|3734|Anatomic|Artery|Aorta
A_Aorta_Asc|3736|Anatomic|Artery|Ascending Aorta
A_Brachiocephls|3932|Anatomic|Artery|Brachiocephalic Artery
A_Carotid|3939|Anatomic|Artery|Common Carotid Artery
A_Carotid_L|4058|Anatomic|Artery|Carotid Artery
A_Carotid_R|3941|Anatomic|Artery|Carotid Artery
A_Celiac|50737|Anatomic|Artery|Celiac Artery
A_Coronary|49893|Anatomic|Artery|Coronary Artery
A_Coronary_L|50040|Anatomic|Artery|Coronary Artery Left
A_Coronary_R|50039|Anatomic|Artery|Coronary Artery Right
A_Femoral_Cflx_L||Anatomic|Artery|Circumflex Left Femoral Artery
A_Femoral_Cflx_R||Anatomic|Artery|Circumflex Right Femoral Artery
A_Femoral_L|70250|Anatomic|Artery|Femoral Artery Left
A_Femoral_R|70249|Anatomic|Artery|Femoral Artery Right
A_Humeral_Cflx_L||Anatomic|Artery|Circumflex Humeral Artery Left
A_Humeral_Cflx_R||Anatomic|Artery|Circumflex Humeral Artery Right
A_Humeral_L||Anatomic|Artery|Humeral Artery Left
A_Humeral_R||Anatomic|Artery|Humeral Artery Right
A_Hypophyseal_I|49846|Anatomic|Artery|Hypophyseal Artery Inferior
A_Hypophyseal_S|49849|Anatomic|Artery|Hypophyseal Artery Superior
A_Iliac_Cflx_L||Anatomic|Artery|Circumflex Left Iliac Artery
A_Iliac_Cflx_R||Anatomic|Artery|Circumflex Right Iliac Artery
A_Iliac_Ext_L|18807|Anatomic|Artery|External iliac artery Left
A_Iliac_Ext_R|18806|Anatomic|Artery|External iliac artery Right
A_Iliac_Int_L|18810|Anatomic|Artery|Internal iliac artery Left
A_Iliac_Int_R|18809|Anatomic|Artery|Internal iliac artery Right
A_Iliac_L|14766|Anatomic|Artery|Common iliac artery Left
A_Iliac_R|14765|Anatomic|Artery|Common iliac artery Right
A_LAD|3862|Anatomic|Artery|Anterior interventricular branch of LCA (left anterior descending artery)
A_Mesenteric_I|14750|Anatomic|Artery|Inferior mesenteric artery
A_Mesenteric_S|14749|Anatomic|Artery|Superior mesenteric artery
A_Pulmonary|66326|Anatomic|Artery|Pulmonary Artery
A_Subclavian|3951|Anatomic|Artery|Subclavian Artery
A_Subclavian_L|4694|Anatomic|Artery|Subclavian Artery Left
A_Subclavian_R|3953|Anatomic|Artery|Subclavian Artery Right
A_Vertebral|3956|Anatomic|Artery|Vertebral arteries
A_Vertebral_L|4066|Anatomic|Artery|Vertebral arteries left
A_Vertebral_R|3958|Anatomic|Artery|Vertebral arteries right
Acetabulum_L|16599|Anatomic|Bone|Acetabulum
Acetabulum_R|16598|Anatomic|Bone|Acetabulum
Acetabulums|16579|Anatomic|Bone|Acetabulum
AirWay_Dist||Anatomic|Lung|Distal Airway
AirWay_Prox||Anatomic|Lung|Proximal Airway
Anus|15711|Anatomic|Bowel|Anus
Appendix|14542|Anatomic|Bowel|Appendix
Arytenoid|55109|Anatomic|Cartilage|Arytenoid cartilage
Arytenoid_L|55114|Anatomic|Cartilage|Arytenoid cartilage Left
Arytenoid_R|55113|Anatomic|Cartilage|Arytenoid cartilage Right
Atrium|7099|Anatomic|Heart|Atrium of the heart
Atrium_L|7097|Anatomic|Heart|Atrium of the heart Left
Atrium_R|7096|Anatomic|Heart|Atrium of the heart Right
Bag_Bowel||Non_Anatomic|Bowel|Bowel Bag
Bag_Ostomy||Non_Anatomic|Devices|Ostomy Bag
BileDuct_Common|14667|Anatomic|Bowel|Common bile duct
Bladder|15900|Anatomic|Bladder|Urinary Bladder
Bladder_Wall|15902|Anatomic|Bladder|Bladder Wall
Bladder-CTV||Derived|Bladder|Bladder minus CTV
Body|256135|Anatomic|Body|Only the body
Body-PTV||Derived|Body|Body minus PTV
Bolus_xxmm||Non_Anatomic|Bolus|Bolus that is xx millimeters thick e.g. Bolus_03mm, Bolus_10mm
Bone|30317|Anatomic|Bone|Bone
Bone_Ethmoid|52740|Anatomic|Bone|Ethmoid Bone
Bone_Frontal|52734|Anatomic|Bone|Frontal Bone
Bone_Hyoid|52749|Anatomic|Bone|Hyoid Bone
Bone_Ilium|42832|Anatomic|Bone|Ilium
Bone_Ilium_L|16591|Anatomic|Bone|Ilium Left
Bone_Ilium_R|16590|Anatomic|Bone|Ilium Right
Bone_Incus|52752|Anatomic|Ear|Incus
Bone_Incus_L|74051|Anatomic|Ear|Incus Left
Bone_Incus_R|74050|Anatomic|Ear|Incus Right
Bone_Ischium_L|16594|Anatomic|Bone|Ischium Left
Bone_Ischium_R|16593|Anatomic|Bone|Ischium Right
Bone_Lacrimal|52741|Anatomic|Bone|Lacrimal Bone
Bone_Lacrimal_L|53646|Anatomic|Bone|Lacrimal Bone Left
Bone_Lacrimal_R|53645|Anatomic|Bone|Lacrimal Bone Right
Bone_Mandible|52748|Anatomic|Bone|Mandible
Bone_Mastoid|52872|Anatomic|Bone|Both Mastoids
Bone_Mastoid_L|52874|Anatomic|Bone|Left Mastoid Bone
Bone_Mastoid_R|52873|Anatomic|Bone|Right Mastoid Bone
Bone_Nasal|52745|Anatomic|Bone|Nasal Bone
Bone_Nasal_L|53648|Anatomic|Bone|Nasal Bone Left
Bone_Nasal_R|53647|Anatomic|Bone|Nasal Bone Right
Bone_Occipital|52735|Anatomic|Bone|Occipital Bone
Bone_Palatine|52746|Anatomic|Bone|Palatine bone
Bone_Palatine_L|53656|Anatomic|Bone|Palatine bone Left
Bone_Palatine_R|53655|Anatomic|Bone|Palatine bone Right
Bone_Parietal|9613|Anatomic|Bone|Parietal bone
Bone_Parietal_L|52789|Anatomic|Bone|Parietal bone Left
Bone_Parietal_R|52788|Anatomic|Bone|Parietal bone Right
Bone_Pelvic|16580|Anatomic|Bone|Pelvic Bones (Bony Pelvis)
Bone_Pelvic_L|20227|Anatomic|Bone|Bony Pelvis Left
Bone_Pelvic_R|20226|Anatomic|Bone|Bony Pelvis Right
Bone_Sphenoid|52736|Anatomic|Bone|Sphenoid Bone
Bone_Temporal|52737|Anatomic|Bone|Temporal Bone
Bone_Temporal_L|52739|Anatomic|Bone|Temporal Bone Left
Bone_Temporal_R|52738|Anatomic|Brain|Temporal Bone Right
Bone_Zygomatic_L|52893|Anatomic|Bone|Zygomatic Bone Left
Bone_Zygomatic_R|52892|Anatomic|Bone|Zygomatic Bone Right
Bone_Zygomatics|52747|Anatomic|Bone|Zygomatic Bone
BoneMarrow|9608|Anatomic|Bone|Bone Marrow
BoneMarrow_Act||Anatomic|Bone|Active Bone Marrow
Boost||Non_Anatomic|Body|Boost Volume
Bowel|7199|Anatomic|Bowel|
Bowel_Large|7201|Anatomic|Bowel|Large Bowel
Bowel_Small|7200|Anatomic|Bowel|Small Bowel (small intestine)
BrachialPlex_L|45245|Anatomic|Nerve|Brachial plexus Left
BrachialPlex_R|45244|Anatomic|Nerve|Brachial plexus Right
BrachialPlexs|5906|Anatomic|Nerve|Brachial plexus
Brain|50801|Anatomic|Brain|Brain
Brain-CTV||Derived|Brain|Brain minus the CTV
Brain-GTV||Derived|Brain|Brain minus the GTV
Brain-PTV||Derived|Brain|Brain minus the PTV
Brainstem|79876|Anatomic|Nerve|Brain Stem
Brainstem_Core||Anatomic|Nerve|Core of the brainstem
Brainstem_PRVxx||PRV|Nerve|PRV for the Brainstem or PRV margin on the brain stem that is an xx millimeter expansion
Brainstem_Surf||Anatomic|Nerve|Surface of the brainstem
Breast_L|321497|Anatomic|Breast|Breast Left
Breast_R|321496|Anatomic|Breast|Breast Right
Breasts|268893|Anatomic|Breast|Both breasts
Bronchus|26660|Anatomic|Lung|Bronchial tree
Bronchus_L|26662|Anatomic|Lung|Bronchial tree Left
Bronchus_Main|7405|Anatomic|Lung|Main Bronchus
Bronchus_Main_L|7396|Anatomic|Lung|Main Bronchus Left
Bronchus_Main_R|7395|Anatomic|Lung|Main Bronchus Right
Bronchus_PRVxx||Anatomic|Lung|A PRV expansion on the Bronchus that is xx millimeters thick
Bronchus_R|26661|Anatomic|Lung|Bronchial tree Right
Canal_Anal|15703|Anatomic|Bowel|Anal Canal
Carina|7465|Anatomic|Carina|Carina
Cartlg_Thyroid|55099|Anatomic|Cartilage|Thyroid cartilage
CaudaEquina|52590|Anatomic|Nerve|Cauda equina
Cavernosum|75189|Anatomic|Reproductive|Penis Corpus Cavernosum
Cavity_Nasal|54378|Anatomic|Nose|Nasal Cavity
Cavity_Oral|20292|Anatomic|Mouth|Oral cavity
Cecum|14541|Anatomic|Bowel|Large bowel - Cecum
Cerebellum|67944|Anatomic|Brain|Cerebellum
Cerebrum|62000|Anatomic|Brain|Cerebrum
Cerebrum_L|61819|Anatomic|Brain|
Cerebrum_R|67292|Anatomic|Brain|
Cervix|17740|Anatomic|Cervix|Cervix of uterus
Chestwall|50060|Anatomic|Chest wall|Chest wall
Chestwall_L|25559|Anatomic|Chest wall|Left Chest Wall
Chestwall_R|25558|Anatomic|Chest wall|Right Chest Wall
Cist_Pontine|83719|Anatomic|Brain|Pontine Cistern
Cist_Suprasellar||Anatomic|Brain|
Clavicle_L|13323|Anatomic|Bone|Clavicle Left
Clavicle_R|13322|Anatomic|Bone|Clavicle Right
CN_III|50864|Anatomic|Nerve|Third Cranial Nerve (Oculomotor nerve)
CN_III_L|50880|Anatomic|Nerve|Third Cranial Nerve (Oculomotor nerve) Left
CN_III_R|50879|Anatomic|Nerve|Third Cranial Nerve (Oculomotor nerve) Right
CN_IX|50870|Anatomic|Nerve|Ninth Cranial Nerve (Glossopharyngeal nerve)
CN_IX_L|50892|Anatomic|Nerve|Ninth Cranial Nerve (Glossopharyngeal nerve) Left
CN_IX_R|50870|Anatomic|Nerve|Ninth Cranial Nerve (Glossopharyngeal nerve) Right
CN_V|50866|Anatomic|Nerve|Fifth Cranial Nerve (Trigeminal nerve)
CN_V_L|50885|Anatomic|Nerve|Fifth Cranial Nerve (Trigeminal nerve) Left
CN_V_R|50884|Anatomic|Nerve|Fifth Cranial Nerve (Trigeminal nerve) Right
CN_VI|50867|Anatomic|Nerve|Sixth Cranial Nerve (Abducens nerve)
CN_VI_L|50887|Anatomic|Nerve|Sixth Cranial Nerve (Abducens nerve) Left
CN_VI_R|50886|Anatomic|Nerve|Sixth Cranial Nerve (Abducens nerve) Right
CN_VII|50868|Anatomic|Nerve|Seventh Cranial Nerve (Facial)
CN_VII_L|50889|Anatomic|Nerve|Seventh Cranial Nerve (Facial) Left
CN_VII_R|50888|Anatomic|Nerve|Seventh Cranial Nerve (Facial) Right
CN_VIII|50869|Anatomic|Nerve|Eighth Cranial (Vestibulocochlear) Nerve
CN_VIII_L|50891|Anatomic|Nerve|Eighth Cranial (Vestibulocochlear) Nerve Left
CN_VIII_R|50890|Anatomic|Nerve|Eighth Cranial (Vestibulocochlear) Nerve Right
CN_XI|6720|Anatomic|Nerve|Eleventh Cranial Nerve (Spinal accessory nerve)
CN_XI_L|50899|Anatomic|Nerve|Eleventh Cranial Nerve (Spinal accessory nerve) Left
CN_XI_R|50897|Anatomic|Nerve|Eleventh Cranial Nerve (Spinal accessory nerve) Right
CN_XII|50871|Anatomic|Nerve|Twelfth Cranial Nerve (Hypoglossal nerve)
CN_XII_L|50903|Anatomic|Nerve|Twelfth Cranial Nerve (Hypoglossal nerve) Left
CN_XII_R|50901|Anatomic|Nerve|Twelfth Cranial Nerve (Hypoglossal nerve) Right
Cochlea|60201|Anatomic|Ear|Cochlea
Cochlea_L|60203|Anatomic|Ear|Left Cochlea
Cochlea_R|60202|Anatomic|Ear|Right Cochlea
Colon|14543|Anatomic|Bowel|Colon
Colon_Ascending|14545|Anatomic|Bowel|Large bowel - Ascending colon
Colon_Decending|14547|Anatomic|Bowel|Large bowel - Descending colon
Colon_PTVxx||Anatomic|Bowel|PRV created with xx mm expansion on the left optic nerve
Colon_Sigmoid|14548|Anatomic|Bowel|Large bowel - Sigmoid colon
Colon_Transverse|14546|Anatomic|Bowel|Large bowel -Transverse colon
Cornea|58238|Anatomic|Eye|Cornea
Cornea_L|58240|Anatomic|Eye|Cornea Left
Cornea_R|58239|Anatomic|Eye|Cornea Right
CribriformPlate|52890|Anatomic|Bone|Cribriform Plate
Cricoid|9615|Anatomic|Cartilage|Cricoid cartilage
Cricopharyngeus|46661|Anatomic|Pharynx|Cricopharyngeal part of inferior pharyngeal constrictor
CTV||Target|CTV|Clinical Tumor Volume
Dens|24043|Anatomic|Bone|Cervical vertebrae - Bony part of dens of axis
Diaphragm|13295|Anatomic|Diaphragm|Diaphragm
Duodenum|7206|Anatomic|Gut|Small bowel - Duodenum
Ear_External_L|53644|Anatomic|Ear|External Ear Left
Ear_External_R|53643|Anatomic|Ear|External Ear Right
Ear_Externals|52781|Anatomic|Ear|External Ear
Ear_Internal_L|61021|Anatomic|Ear|Internal Ear Left
Ear_Internal_R|61020|Anatomic|Ear|Internal Ear Right
Ear_Internals|60909|Anatomic|Ear|Internal Ear
Ear_Middle|56513|Anatomic|Ear|Middle Ear
Ear_Middle_L|56515|Anatomic|Ear|Middle Ear Left
Ear_Middle_R|56514|Anatomic|Ear|Middle Ear Right
Edema||Anatomic|Skin|Edema
Elbow|24901|Anatomic|Joint|Elbow
Elbow_L|24903|Anatomic|Joint|Elbow Left
Elbow_R|24902|Anatomic|Joint|Elbow Right
E-PTV_Ev05_xxxx||Non_Anatomic|Body|All tissue excluding the 5 mm expanded PTV. Generated by subtracting the 5 mm expanded PTV receiving a dose of xxxx cGy from the external contour.
E-PTV_xxxx||Non_Anatomic|Derived|All tissue excluding the PTV. Generated by subtracting the PTV receiving a dose of xxxx cGy from the external contour.
Esophagus|7131|Anatomic|Esophagus|Esophagus
Esophagus_I|9397|Anatomic|Esophagus|Lower Esophagus (abdominal)
Esophagus_M|9396|Anatomic|Esophagus|Middle Esophagus (thoracic)
Esophagus_NAdj||Anatomic|Esophagus|Non Adjacent Esophagus
Esophagus_S||Anatomic|Esophagus|Upper Esophagus (cervical)
Eval||Non_Anatomic|Body|Evaluation Structure
External||Anatomic|Body|Contour encompassing body plus other external items
Eye_L|12515|Anatomic|Eye|Eyeball Left
Eye_R|12514|Anatomic|Eye|Eyeball Right
Eyes|268861|Anatomic|Eye|Set of eyes
Femur_Base_L|32846|Anatomic|Bone|Femur Base Left
Femur_Base_R|32845|Anatomic|Bone|Femur Base Right
Femur_Head_L|32843|Anatomic|Bone|Femur Head & Neck Left
Femur_Head_R|32842|Anatomic|Bone|Femur Head & Neck Right
Femur_Joint_L|35180|Anatomic|Joint|Femoral Joint Left
Femur_Joint_R|35179|Anatomic|Joint|Femoral Joint Right
Femur_L|24475|Anatomic|Bone|Femur Whole Left
Femur_Neck_L|42386|Anatomic|Bone|Femur Neck Right
Femur_Neck_R|42387|Anatomic|Bone|Femur Neck Left
Femur_R|24474|Anatomic|Bone|Femur Whole Right
Femur_Shaft_L|32849|Anatomic|Bone|Femur Shaft Left
Femur_Shaft_R|32848|Anatomic|Bone|Femur Shaft Right
Femurs|9611|Anatomic|Bone|Both Femurs
Fibula|24479|Anatomic|Bone|Fibula
Fibula_L|24481|Anatomic|Bone|Fibula Left
Fibula_R|24480|Anatomic|Bone|Fibula Right
Foley||Non_Anatomic|Bladder|Foley Catheter
Fossa_Jugular|56429|Anatomic|Bone|Jugular Fossa
Fossa_Posterior|54368|Anatomic|Bone|Posterior Fossa
Gallbladder|7202|Anatomic|Gallbladder|Gall bladder
Genitals|45643|Anatomic|Reproductive|Genitals
Glnd_Adrenal_L|15629|Anatomic|Gland|Adrenal glands left
Glnd_Adrenal_R|15630|Anatomic|Gland|Adrenal glands right
Glnd_Lacrimal|59101|Anatomic|Gland|Lacrimal Gland
Glnd_Lacrimal_L|59103|Anatomic|Gland|Lacrimal Gland Left
Glnd_Lacrimal_R|59102|Anatomic|Gland|Lacrimal Gland Right
Glnd_Parathyroid|13890|Anatomic|Gland|Parathyroid gland
Glnd_Subling_L|59805|Anatomic|Gland|Sublingual gland
Glnd_Subling_R|59804|Anatomic|Gland|Sublingual gland
Glnd_Sublings|320440|Anatomic|Gland|Sublingual gland
Glnd_Submand_L|59803|Anatomic|Gland|Submandibular Gland Left
Glnd_Submand_R|59802|Anatomic|Gland|Submandibular Gland Right
Glnd_Submands|320442|Anatomic|Gland|Submandibular Gland
Glnd_Thymus|9607|Anatomic|Gland|Thymus Gland
Glnd_Thyroid|9603|Anatomic|Gland|Thyroid Gland
Glottis|55414|Anatomic|Glottis|Glottis
GreatVes||Anatomic|Heart|Great Vessels of the heart (aorta, vena cava S&I, pulmonary A&V)
GreatVes_NAdj||Anatomic|Heart|Non Adjacent Great Vessels
GrowthPlate_L||Anatomic|Bone|
GrowthPlate_R||Anatomic|Bone|
GTV||Target|GTV|Gross Tumor Volume
Hardpalate|55023|Anatomic|Head|Hard palate
Heart|7088|Anatomic|Heart|Heart
Hemisphere_L|61819|Anatomic|Brain|
Hemisphere_R|67292|Anatomic|Brain|
Hemispheres||Anatomic|Brain|
Hippocampi|275020|Anatomic|Brain|Hippocampus
Hippocampus_L|275024|Anatomic|Brain|Hippocampus Left
Hippocampus_R|275022|Anatomic|Brain|Hippocampus Right
Humerus_L|23131|Anatomic|Bone|Humerus Left
Humerus_R|23130|Anatomic|Bone|Humerus Right
Hypothalmus|62008|Anatomic|Brain|Hypothalamus
Hypothalmus_PRVxx||PRV|Brain|
IDL||Non_Anatomic|Dose|Isodose Line e.g. IDL_5000 isodose line for 50 Gy
Ileum|7208|Anatomic|Gut|Small bowel - Ileum
ITV||Target|ITV|Internal Target Volume
Jejunum|7207|Anatomic|Gut|Small bowel - Jejunum
Jejunum_Ileum||Anatomic|Gut|Both ileum and jejunum
Joint_Elbow|35289|Anatomic|Joint|Elbow joint
Joint_Elbow_L|35295|Anatomic|Joint|Left Elbow joint
Joint_Elbow_R|35294|Anatomic|Joint|Right Elbow joint
Joint_Glenohum|25912|Anatomic|Joint|Glenohumeral Joint
Joint_Glenohum_L|25929|Anatomic|Joint|Glenohumeral Joint Left
Joint_Glenohum_R|25927|Anatomic|Joint|Glenohumeral Joint Right
Joint_Surface||Anatomic|Joint|
Joint_TM|54832|Anatomic|Joint|Temperomandibular Joint
Joint_TM_L|54834|Anatomic|Joint|Temperomandibular Joint Left
Joint_TM_R|54833|Anatomic|Joint|Temperomandibular Joint Right
Kidney_Cortex|15581|Anatomic|Urinary|Renal cortex for both Kidneys
Kidney_Cortex_L|15584|Anatomic|Urinary|Renal cortex left
Kidney_Cortex_R|15583|Anatomic|Urinary|Renal cortex right
Kidney_Hilum_L|15942|Anatomic|Urinary|Renal Hilum Left
Kidney_Hilum_R|15941|Anatomic|Urinary|Renal Hilum Right
Kidney_Hilums|15610|Anatomic|Urinary|Renal Hilum for both Kidneys
Kidney_L|7205|Anatomic|Urinary|Kidney Left
Kidney_L-GTV||Derived|Urinary|
Kidney_Pelvis_L|15579|Anatomic|Urinary|Renal pelvis Left
Kidney_Pelvis_R|15578|Anatomic|Urinary|Renal pelvis Right
Kidney_R|7204|Anatomic|Urinary|Kidney Right
Kidney_R-GTV||Derived|Urinary|
Kidney-GTV||Derived|Urinary|
Kidneys|264815|Anatomic|Urinary|Both Kidneys
Knee|24974|Anatomic|Joint|Knee
Knee_L|24978|Anatomic|Joint|Knee Left
Knee_R|24977|Anatomic|Joint|Knee Right
Laryngl_Pharynx|54880|Anatomic|Tissue|Laryngeal pharynx
Larynx|55097|Anatomic|Larynx|Larynx
Larynx_SG|55476|Anatomic|Larynx|Supraglottic Larynx
Leads||Non_Anatomic|Devices|
Lens|58241|Anatomic|Eye|Eye Lens
Lens_L|58243|Anatomic|Eye|Lens Left
Lens_R|58242|Anatomic|Eye|Lens Right
Lig_Hepatogastrc|16520|Anatomic|Ligament|Hepatogastric ligament
Lips|59815|Anatomic|Feature|Lips
Liver|7197|Anatomic|Liver|Liver
Liver-CTV||Derived|Liver|
Liver-GTV||Derived|Liver|Liver minus GTV
LN|5034|Anatomic|Lymph Node|Lymph Node
LN_Ax_Apical|23394|Anatomic|Lymph Node|Set of apical axillary lymphatic vessels
LN_Ax_Apical_L|73265|Anatomic|Lymph Node|Axillary lymphatic chain - Apical Left
LN_Ax_Apical_R|73264|Anatomic|Lymph Node|Axillary lymphatic chain - Apical Right
LN_Ax_Central_L|73263|Anatomic|Lymph Node|Axillary lymphatic chain - Central Left
LN_Ax_Central_R|73262|Anatomic|Lymph Node|Axillary lymphatic chain - Central Left
LN_Ax_Centrals|233482|Anatomic|Lymph Node|Set of central axillary lymphatic vessels
LN_Ax_L|73250|Anatomic|Lymph Node|Axillary lymphatic chain Left
LN_Ax_L1_L|276001|Anatomic|Lymph Node|Level 1 Axillary Lymph Node Left
LN_Ax_L1_R|275999|Anatomic|Lymph Node|Level 1 Axillary Lymph Node Right
LN_Ax_L2_L|276005|Anatomic|Lymph Node|Level 2 Axillary Lymph Node Left
LN_Ax_L2_R|276003|Anatomic|Lymph Node|Level 2 Axillary Lymph Node Right
LN_Ax_L3_L|276009|Anatomic|Lymph Node|Level 3 Axillary Lymph Node Left
LN_Ax_L3_R|276007|Anatomic|Lymph Node|Level 3 Axillary Lymph Node Right
LN_Ax_Lateral_L|73256|Anatomic|Lymph Node|Axillary lymphatic chain - Lateral Left
LN_Ax_Lateral_R|73255|Anatomic|Lymph Node|Axillary lymphatic chain - Lateral Right
LN_Ax_Laterals|233458|Anatomic|Lymph Node|pair of Lungs
LN_Ax_Pectoral_L|73253|Anatomic|Lymph Node|Axillary lymphatic chain - Pectoral Left
LN_Ax_Pectoral_R|73252|Anatomic|Lymph Node|Axillary lymphatic chain - Pectoral Right
LN_Ax_Pectorals|233446|Anatomic|Lymph Node|Set of pectoral axillary lymphatic vessels
LN_Ax_R|73249|Anatomic|Lymph Node|Axillary lymphatic chain Right
LN_Ax_Subscap_L|73259|Anatomic|Lymph Node|Axillary lymphatic chain - Subscapular Left
LN_Ax_Subscap_R|73258|Anatomic|Lymph Node|Axillary lymphatic chain - Subscapular Right
LN_Ax_Subscaps|233470|Anatomic|Lymph Node|Set of subscapular axillary lymphatic vessels
LN_Brachioceph_L|5946|Anatomic|Lymph Node|Lymph nodes of thorax - Brachiocephalic Left
LN_Brachioceph_R|5945|Anatomic|Lymph Node|Lymph nodes of thorax - Brachiocephalic Right
LN_Brachiocephs|5944|Anatomic|Lymph Node|Lymph nodes of thorax - Brachiocephalic
LN_Bronchpulm_L|5967|Anatomic|Lymph Node|Lymph nodes of thorax - Bronchopulmonary Left
LN_Bronchpulm_R|5966|Anatomic|Lymph Node|Lymph nodes of thorax - Bronchopulmonary Right
LN_Bronchpulms|5965|Anatomic|Lymph Node|Lymph nodes of thorax - Bronchopulmonary
LN_Diaphragmatic|12773|Anatomic|Lymph Node|Lymph nodes of thorax - Diaphragmatic
LN_Iliac_Ext_L|229177|Anatomic|Lymph Node|Lymph nodes of pelvis - external iliac Left
LN_Iliac_Ext_R|229177|Anatomic|Lymph Node|Lymph nodes of pelvis - external iliac Right
LN_Iliac_Int_L|224275|Anatomic|Lymph Node|Lymph nodes of pelvis - internal iliac Left
LN_Iliac_L|224269|Anatomic|Lymph Node|Lymph nodes of pelvis - common iliac Left
LN_Iliac_R|224269|Anatomic|Lymph Node|Lymph nodes of pelvis - common iliac Right
LN_IMN_L|5934|Anatomic|Lymph Node|
LN_IMN_R|5933|Anatomic|Lymph Node|
LN_IMNs|5849|Anatomic|Lymph Node|Lymph nodes IMN
LN_Inguinofem|236337|Anatomic|Lymph Node|Lymph nodes of pelvis - inguinofemoral
LN_Inguinofem_L|236341|Anatomic|Lymph Node|Lymph nodes of pelvis - inguinofemoral
LN_Inguinofem_R|236339|Anatomic|Lymph Node|Lymph nodes of pelvis - inguinofemoral
LN_Intercostals|5932|Anatomic|Lymph Node|Lymph nodes of thorax - Intercostal
LN_L||Anatomic|Lymph Node|Lymph Node Left
LN_Ligamentarter|74033|Anatomic|Lymph Node|Lymph nodes of thorax - Ligamentum arteriosum
LN_lliac_Int_R|224275|Anatomic|Lymph Node|Lymph nodes of pelvis - internal iliac Right
LN_Mediastinals|12774|Anatomic|Lymph Node|Lymph nodes of thorax - Mediastinal
LN_Neck_IA_L|235616|Anatomic|Lymph Node|Level IA (Submental) neck node Left
LN_Neck_IA_R|235614|Anatomic|Lymph Node|Level IA (Submental) neck node Right
LN_Neck_IB_L|232676|Anatomic|Lymph Node|Level IB (Submandibular) neck node Left
LN_Neck_IB_R|232673|Anatomic|Lymph Node|Level IB (Submandibular) neck node Right
LN_Neck_II_L|265660|Anatomic|Lymph Node|Level IIA & IIB (Upper Jugular) neck nodes Left
LN_Neck_II_R|265658|Anatomic|Lymph Node|Level IIA & IIB (Upper Jugular) neck nodes Left
LN_Neck_IIA_L|241975|Anatomic|Lymph Node|Level IIA (Upper Jugular) neck node Left
LN_Neck_IIA_R|241973|Anatomic|Lymph Node|Level IIA (Upper Jugular) neck node Right
LN_Neck_IIB_L|241979|Anatomic|Lymph Node|Level IIB (Upper Jugular) neck node Left
LN_Neck_IIB_R|241977|Anatomic|Lymph Node|Level IIB (Upper Jugular) neck node Right
LN_Neck_III_L|241953|Anatomic|Lymph Node|Level III (Middle Jugular) neck node Left
LN_Neck_III_R|241951|Anatomic|Lymph Node|Level III (Middle Jugular) neck node Right
LN_Neck_IV_L|241959|Anatomic|Lymph Node|Level IV neck (Lower Jugular) node Left
LN_Neck_IV_R|241957|Anatomic|Lymph Node|Level IV (Lower Jugular) neck node Right
LN_Neck_V_L|241965|Anatomic|Lymph Node|Level VA, VB and VC (Posterior Triangle) neck nodes Left
LN_Neck_V_R|241963|Anatomic|Lymph Node|Level VA, VB and VC (Posterior Triangle) neck nodes Right
LN_Neck_VA_L|265629|Anatomic|Lymph Node|Level VA (Posterior Triangle) neck node Left
LN_Neck_VA_R|265626|Anatomic|Lymph Node|Level VA (Posterior Triangle) neck node Right
LN_Neck_VB_L||Anatomic|Lymph Node|Level VB (Posterior Triangle) neck node Left
LN_Neck_VB_R||Anatomic|Lymph Node|Level VB (Posterior Triangle) neck node Right
LN_Neck_VC_L|232721|Anatomic|Lymph Node|Level VC (Posterior Triangle) neck node Left
LN_Neck_VC_R|232719|Anatomic|Lymph Node|Level VC (Posterior Triangle) neck node Right
LN_Neck_VI_L|241971|Anatomic|Lymph Node|Level VI (Anterior Triangle) neck node Left
LN_Neck_VI_R|241969|Anatomic|Lymph Node|Level VI (Anterior Triangle) neck node Right
LN_Neck_VII_L||Anatomic|Lymph Node|Level VII (Upper Mediastinal) neck node Left
LN_Neck_VII_R||Anatomic|Lymph Node|Level VII (Upper Mediastinal) neck node Right
LN_Obturator_L|16676|Anatomic|Lymph Node|Lymph nodes of pelvis - obturator Left
LN_Obturator_R|16676|Anatomic|Lymph Node|Lymph nodes of pelvis - obturator Right
LN_Paraaortic|223899|Anatomic|Lymph Node|Lymph nodes of abdomen- para-aortic
LN_Paramammary_L|232600|Anatomic|Lymph Node|Lymph nodes of thorax - Paramammary Left
LN_Paramammary_R|232598|Anatomic|Lymph Node|Lymph nodes of thorax - Paramammary Right
LN_Paramammarys|44313|Anatomic|Lymph Node|Lymph nodes of thorax - Paramammary
LN_Parasternal_L|5934|Anatomic|Lymph Node|Lymph nodes of thorax - Parasternal Left
LN_Parasternal_R|5933|Anatomic|Lymph Node|Lymph nodes of thorax - Parasternal Right
LN_Parasternals|5849|Anatomic|Lymph Node|Lymph nodes of thorax - Parasternal
LN_Pelvic_L||Anatomic|Lymph Node|Pelvic Lymph Nodes Left
LN_Pelvic_R||Anatomic|Lymph Node|Pelvic Lymph Nodes Right
LN_Pelvics||Anatomic|Lymph Node|Pelvic Lymph Nodes
LN_Portahepatis|15758|Anatomic|Lymph Node|Porta hepatis
LN_Presacral_L|234280|Anatomic|Lymph Node|Lymph nodes of pelvis - presacral Left
LN_Presacral_R|234280|Anatomic|Lymph Node|Lymph nodes of pelvis - presacral Right
LN_Pulmonary_L|5970|Anatomic|Lymph Node|Lymph nodes of thorax - Pulmonary Left
LN_Pulmonary_R|5969|Anatomic|Lymph Node|Lymph nodes of thorax - Pulmonary Right
LN_Pulmonarys|5968|Anatomic|Lymph Node|Lymph nodes of thorax - Pulmonary
LN_R||Anatomic|Lymph Node|Lymph Node Right
LN_Sclav_L|232719|Anatomic|Lymph Node|Supraclavicular Lymph Node Left
LN_Sclav_R|232721|Anatomic|Lymph Node|Supraclavicular Lymph Node Right
LN_Supmammary_L|232604|Anatomic|Lymph Node|Lymph nodes of thorax - Supramammary Left
LN_Supmammary_R|232602|Anatomic|Lymph Node|Lymph nodes of thorax - Supramammary Right
LN_Supmammarys|12785|Anatomic|Lymph Node|Lymph nodes of thorax - Supramammary
LN_Trachbrnchs|5950|Anatomic|Lymph Node|Lymph nodes of thorax - Tracheobronchial
LN_Trachbrnchs_L|5952|Anatomic|Lymph Node|Lymph nodes of thorax - Tracheobronchial Left
LN_Trachbrnchs_R|5951|Anatomic|Lymph Node|Lymph nodes of thorax - Tracheobronchial Right
Lobe_Frontal|61824|Anatomic|Brain|Frontal Lobe
Lobe_Frontal_L|72970|Anatomic|Brain|Frontal Lobe Left
Lobe_Frontal_R|72969|Anatomic|Brain|Frontal Lobe Left
Lobe_Occipital|67325|Anatomic|Brain|Occipital Lobe
Lobe_Occipital_L|72976|Anatomic|Brain|Occipital Lobe Left
Lobe_Occipital_R|72975|Anatomic|Brain|Occipital Lobe Right
Lobe_Parietal|61826|Anatomic|Brain|Parietal Lobe
Lobe_Parietal_L|72974|Anatomic|Brain|Parietal Lobe Left
Lobe_Parietal_R|72973|Anatomic|Brain|Parietal Lobe Right
Lobe_Temporal|61825|Anatomic|Brain|Temporal Lobe
Lobe_Temporal_L|72972|Anatomic|Brain|Temporal Lobe Left
Lobe_Temporal_R|72971|Anatomic|Brain|Temporal Lobe Right
Lung_L|7310|Anatomic|Lung|Lung Left
Lung_LLL|7371|Anatomic|Lung|Lung - lower lobe of left
Lung_LUL|7370|Anatomic|Lung|Lung - upper lobe of left
Lung_R|7309|Anatomic|Lung|Lung Right
Lung_RLL|7337|Anatomic|Lung|Lung - lower lobe of right
Lung_RML|7383|Anatomic|Lung|Lung - middle lobe of right
Lung_RUL|7333|Anatomic|Lung|Lung - upper lobe of right
Lungs|68877|Anatomic|Lung|Pair of Lungs
Lungs-CTV||Derived|Lung|Total Lung minus the CTV
Lungs-GTV||Derived|Lung|Total Lung minus the GTV
Lungs-ITV||Derived|Lung|
Lungs-PTV||Derived|Lung|Total Lung minus the PTV
Malleus|52753|Anatomic|Bone|Malleus
Malleus_L|74053|Anatomic|Bone|Malleus Left
Malleus_R|74052|Anatomic|Bone|Malleus Right
Markers||Non_Anatomic|Devices|
Maxilla|9711|Anatomic|Bone|Maxilla
Maxilla_L|53650|Anatomic|Bone|Maxilla Left
Maxilla_R|53649|Anatomic|Bone|Maxilla Right
Mediastinum|9826|Anatomic|Heart|Mediastinum
Musc|30316|Anatomic|Muscle|Muscle
Musc_Constrict|46620|Anatomic|Muscle|Constrictor Muscle of Pharynx
Musc_Constrict_I|46623|Anatomic|Muscle|Pharynx - Inferior pharyngeal constrictor
Musc_Constrict_M|46622|Anatomic|Muscle|Pharynx - Middle pharyngeal constrictor
Musc_Constrict_S|46621|Anatomic|Muscle|Pharynx - Superior pharyngeal constrictor
Musc_Digastric_L|46293|Anatomic|Muscle|Digastric muscle Left
Musc_Digastric_R|46292|Anatomic|Muscle|Digastric muscle Right
Musc_Masseter|48996|Anatomic|Muscle|Masseter Muscle
Musc_Masseter_L|48998|Anatomic|Muscle|Masseter Muscle Left
Musc_Masseter_R|48997|Anatomic|Muscle|Masseter Muscle Right
Musc_Platysma_L|45740|Anatomic|Muscle|Platysma Left
Musc_Platysma_R|45739|Anatomic|Muscle|Platysma Right
Musc_Pterygoid_L||Anatomic|Muscle|Pterygoid muscles - Left
Musc_Pterygoid_R||Anatomic|Muscle|Pterygoid muscles - Right
Musc_Sclmast_L|13409|Anatomic|Muscle|Sternocleidomastoid Left
Musc_Sclmast_R|13408|Anatomic|Muscle|Sternocleidomastoid Left
Musc_Temporal_L|49008|Anatomic|Muscle|Temporal muscle - Left
Musc_Temporal_R|49007|Anatomic|Muscle|Temporal muscle - Right
Nasalconcha_LI|54738|Anatomic|Nose|Inferior Nasal Concha Left
Nasalconcha_RI|54737|Anatomic|Nose|Inferior Nasal Concha Right
Nasopharynx|54878|Anatomic|Nose|Nasal part of pharynx
Nose|46472|Anatomic|Nose|Nose
Nrv_Peripheral||Anatomic|Nerve|Peripheral Nerve
Nrv_Root|5981|Anatomic|Nerve|Nerve Root
OpticChiasm|62045|Anatomic|Nerve|Optic chiasm
OpticChiasm_PRVxx||PRV|Nerve|PRV for Optic Chiasm or PRV expansion of x mm on the optic chiasm
OpticNrv|50863|Anatomic|Nerve|Optic nerve
OpticNrv_L|50878|Anatomic|Nerve|Optic nerve
OpticNrv_PRVxx||PRV|Nerve|PRV for Optic Nerve
OpticNrv_PRV_Lxx||PRV|Nerve|PRV expansion of xx millimeters on the right optic nerve
OpticNrv_PRV_Rxx||PRV|Nerve|PRV created with xx mm expansion on the left optic nerve
OpticNrv_R|50875|Anatomic|Nerve|Optic nerve
Orbit_L|54668|Anatomic|Eye|Orbit Left
Orbit_R|54667|Anatomic|Eye|Orbit Right
Oropharynx|54879|Anatomic|Throat|Oral part of pharynx
Ovaries|7409|Anatomic|Reproductive|Ovary
Ovary_L|7214|Anatomic|Reproductive|Ovary Left
Ovary_R|7213|Anatomic|Reproductive|Ovary Right
Pacemaker||Non_Anatomic|Devices|Pacemaker
Palate_Soft|55021|Anatomic|Muscle|Soft palate
PancJejuno||Surgical|Gut|The pancreatic jejuno junction - generated by surgical procedure
Pancreas|7198|Anatomic|Gland|Pancreas
Pancreas_Head|10468|Anatomic|Gland|Head of Pancreas
Pancreas_Tail|14519|Anatomic|Gland|Tail of Pancreas
Parametrium|77061|Anatomic|Reproductive|Parametrium
Parotid_L|59798|Anatomic|Gland|Parotid Left
Parotid_R|59797|Anatomic|Gland|Parotid Right
Parotids|320436|Anatomic|Gland|Pair of Parotid Glands
PenileBulb|19614|Anatomic|Reproductive|Penile Bulb
Penis|9707|Anatomic|Reproductive|Penis
Pericardium|9869|Anatomic|Heart|Pericardium
Perineum|9579|Anatomic|Perineum|Perineum
Peritoneum|9908|Anatomic|Membrane|Peritoneal sac
Pharynx|46688|Anatomic|Throat|Pharynx
Pineal|62033|Anatomic|Gland|Pineal gland
Pituitary|13889|Anatomic|Gland|Pituitary gland
Pituitary_PRVxx||PRV|Gland|PRV constructed as xx millimeter expansion on Pituitary
Pons|67943|Anatomic|Brain|Pons
Postop||Non_Anatomic|Surgery|Post operative volume
Preop||Non_Anatomic|Surgery|Region originally occupied by the gross tumor volume
Proc_Condyloid_L|52838|Anatomic|Bone|Condyloid process of mandible - Right
Proc_Condyloid_R|52840|Anatomic|Bone|Condyloid process of mandible - Left
Proc_Coronoid_L|52835|Anatomic|Bone|Coronoid process of mandible - Left
Proc_Coronoid_R|52834|Anatomic|Bone|Coronoid process of mandible - Right
Prostate|9600|Anatomic|Gland|Prostate
ProstateBed||Anatomic|Surgery|Prostate Bed
Prosthesis||Anatomic|Surgery|Prosthesis
Pterygoid_Lat_L|49017|Anatomic|Muscle|Pterygoid muscles lateral - Left
Pterygoid_Lat_R|49016|Anatomic|Muscle|Pterygoid muscles lateral - Right
Pterygoid_Med_L|49013|Anatomic|Muscle|Pterygoid muscles medial - Left
Pterygoid_Med_R|49012|Anatomic|Muscle|Pterygoid muscles medial - Right
PTV||Target|PTV|Planning Target Volume
PubicSymphys|16950|Anatomic|Bone|Pubic Symphysis
PubicSymphys_L|16597|Anatomic|Bone|Pubic bone Left
PubicSymphys_R|16596|Anatomic|Bone|Pubic bone Right
Radius_L|23465|Anatomic|Bone|Radius Left
Radius_R|23464|Anatomic|Bone|Radius Right
Rectal_Wall|14626|Anatomic|Rectum|Rectal Wall
Rectum|14544|Anatomic|Rectum|Large bowel - Rectum
Retina_L|58303|Anatomic|Eye|Retina Left
Retina_PRVxx_L||PRV|Eye|
Retina_PRVxx_R||PRV|Eye|PRV constructed as xx millimeter expansion on Retina
Retina_R|58302|Anatomic|Eye|Retina Right
Retinas|58301|Anatomic|Eye|Both Retinas
Rib|7574|Anatomic|Bone|Any Rib volume
Rib01_L|7987|Anatomic|Bone|First Rib Left
Rib01_R|7857|Anatomic|Bone|First Rib Right
Rib02_L|8012|Anatomic|Bone|Second rib Left
Rib02_R|7882|Anatomic|Bone|Second rib Right
Rib03_L|8039|Anatomic|Bone|Third rib Left
Rib03_R|7909|Anatomic|Bone|Third rib Right
Rib04_L|8148|Anatomic|Bone|Fourth rib Left
Rib04_R|7957|Anatomic|Bone|Fourth rib Right
Rib05_L|8093|Anatomic|Bone|Fifth rib Left
Rib05_R|8066|Anatomic|Bone|Fifth rib Right
Rib06_L|8202|Anatomic|Bone|Sixth rib Left
Rib06_R|8175|Anatomic|Bone|Sixth rib Right
Rib07_L|8256|Anatomic|Bone|Seventh rib Left
Rib07_R|8229|Anatomic|Bone|Seventh rib Right
Rib08_L|8310|Anatomic|Bone|Eighth rib Left
Rib08_R|8283|Anatomic|Bone|Eighth rib Right
Rib09_L|8391|Anatomic|Bone|Ninth rib Left
Rib09_R|8364|Anatomic|Bone|Ninth rib Right
Rib10_L|8472|Anatomic|Bone|Tenth rib Left
Rib10_R|8445|Anatomic|Bone|Tenth rib Right
Rib11_L|8532|Anatomic|Bone|Eleventh rib Left
Rib11_R|8531|Anatomic|Bone|Eleventh rib Right
Rib12_L|8534|Anatomic|Bone|Twelfth rib Left
Rib12_R|8533|Anatomic|Bone|Twelfth rib Right
SacralPlex|5909|Anatomic|Nerve|Sacral Plexus
Sacrum|16202|Anatomic|Bone|Sacrum
Scalp|46494|Anatomic|Skin|
Scapula_L|13396|Anatomic|Bone|Scapula Left
Scapula_R|13395|Anatomic|Bone|Scapula Right
Scar||Anatomic|Skin|Scar
Scar_Boost||Anatomic|Skin|
Scrotum|18252|Anatomic|Skin|Scrotum (skin & cremasteric fascia)
SeminalVes|19387|Anatomic|Gland|Seminal vesicle
SeminalVes_Dist||Anatomic|Gland|Distal Seminal Vesicle
SeminalVes_Prox||Anatomic|Gland|Proximal Seminal Vesicle
Sinus_Ethmoid|84115|Anatomic|Sinus|Ethmoidal Sinus
Sinus_Frontal|57417|Anatomic|Brain|Frontal Sinus
Sinus_Frontal_L|57419|Anatomic|Brain|Frontal Sinus Left
Sinus_Frontal_R|57418|Anatomic|Brain|Frontal Sinus Right
Sinus_Maxilry|57715|Anatomic|Sinus|Maxillary Sinus
Sinus_Maxilry_L|57717|Anatomic|Sinus|Maxillary Sinus
Sinus_Maxilry_R|57716|Anatomic|Sinus|Maxillary Sinus
Sinus_Sphenoid|54683|Anatomic|Bone|Sphenoidal Sinus
Sinus_Sphenoid_L|54708|Anatomic|Bone|Sphenoidal Sinus Left
Sinus_Sphenoid_R|54707|Anatomic|Bone|Sphenoidal Sinus Right
Skin|7163|Anatomic|Skin|Skin
Skin_Perineum|20429|Anatomic|Skin|
Skin_Peritoneum||Anatomic|Skin|
Skull|46565|Anatomic|Bone|Skeletal system of head
Spc||Anatomic|Space|Space
Spc_Bowel||Anatomic|Bowel|Space occupied by bowel
Spc_Bowel_Small||Anatomic|Space|
Spc_Retrophar_L||Anatomic|Space|Retropharyngeal space Left
Spc_Retrophar_R||Anatomic|Space|Retropharyngeal space Right
Spc_Retrophars|286702|Anatomic|Space|Retropharyngeal space
Spc_Retrosty||Anatomic|Space|Retrostyloid space
Spc_Retrosty_L||Anatomic|Space|Retrostyloid space -Left
Spc_Retrosty_R||Anatomic|Space|Retrostyloid space -Left
Spc_Supraclav_L|45797|Anatomic|Space|Supraclavicular space - Left
Spc_Supraclav_R|45796|Anatomic|Space|Supraclavicular space - Right
Sphincter_Anal|15710|Anatomic|Bowel|Internal Anal Sphincter
SpinalCanal|9680|Anatomic|Canal|Vertebral canal
SpinalCanal_PRVxx||PRV|PRV|A PRV created with an x millimeter expansion on the spinal canal
SpinalCord|7647|Anatomic|Nerve|Spinal Cord
SpinalCord_Cerv|71166|Anatomic|Nerve|Spinal Cord Cervical
SpinalCord_Lum|71168|Anatomic|Nerve|Spinal Cord Lumbar
SpinalCord_PRVxx||PRV|PRV|A PRV created with an xx millimeter expansion on the spinal cord
SpinalCord_Sac|256623|Anatomic|Nerve|Spinal Cord Sacral
SpinalCord_Thor|71167|Anatomic|Nerve|Spinal Cord Thoracic
Spleen|7196|Anatomic|Lymph Node|Spleen
Spleen_Hilum|15841|Anatomic|Lymph Node|Splenic hilum
Spongiosum|19617|Anatomic|Reproductive|Penis Corpus Spongiosum
Stapes|52751|Anatomic|Ear|Stapes
Stapes_L|74049|Anatomic|Ear|Stapes Left
Stapes_R|74048|Anatomic|Ear|Stapes Right
Stomach|7148|Anatomic|Stomach|Stomach
Stomach_PRVxx||PRV|Stomach|PRV created with xx mm expansion on the stomach
Strct||Anatomic|Body|Structure
Strct_Suprapatel||Anatomic|Joint|Suprapatellar Structures
Surf_Eye||Anatomic|Eye|
SurgicalBed||Anatomic|Surgery|
Sys_Ventricular|242787|Anatomic|Brain|
Tendon|9721|Anatomic|Tendon|
Tendon_Quad|46900|Anatomic|Tendon|
Testis|7210|Anatomic|Reproductive|Testis
Testis_L|7212|Anatomic|Reproductive|Testis Left
Testis_R|7211|Anatomic|Reproductive|Testis Right
ThecalSac|83720|Anatomic|Membrane|
Thoracic_Duct|5031|Anatomic|Duct|Thoracic Duct
Tongue|54640|Anatomic|Mouth|Tongue
Tongue_All||Anatomic|Mouth|
Tongue_Base|54645|Anatomic|Mouth|
Tongue_Base_L||Anatomic|Mouth|
Tongue_Base_R||Anatomic|Mouth|
Tongue_Oral|54644|Anatomic|Mouth|
Tongue_Oral_L|281502|Anatomic|Mouth|
Tongue_Oral_R|281500|Anatomic|Mouth|
Tonsil|9609|Anatomic|Mouth|
Trachea|7394|Anatomic|Lung|Trachea
Trachea_NAdj||Anatomic|Lung|Trachea non adjacent wall
TumorBed||Non_Anatomic|Surgery|Tumor Bed
Ureter_L|17888|Anatomic|Urinary|Ureter Left
Ureter_R|17887|Anatomic|Urinary|Ureter Right
UreterDivert||Anatomic|Urinary|Urinary Divergence
Ureters|264814|Anatomic|Urinary|Both Ureters
Urethra|19667|Anatomic|Urinary|Urethra
Urethra_Prostatc||Anatomic|Urinary|Prostatic Urethra
Uterus|17558|Anatomic|Reproductive|Uterus
V_Azygos|4838|Anatomic|Vein|Azygos Vein
V_Brachioceph_L|4761|Anatomic|Vein|Brachiocephalic vein Left
V_Brachioceph_R|4751|Anatomic|Vein|Brachiocephalic vein Right
V_Iliac_Ext_L|18886|Anatomic|Vein|External iliac vein Left
V_Iliac_Ext_R|18885|Anatomic|Vein|External iliac vein Right
V_Iliac_Int_L|18810|Anatomic|Vein|Internal iliac vein Left
V_Iliac_Int_R|18809|Anatomic|Vein|Internal iliac vein Right
V_Iliac_L|21387|Anatomic|Vein|Common iliac vein Right
V_Iliac_R|21388|Anatomic|Vein|Common iliac vein Left
V_Jugular||Anatomic|Vein|Any Jugular Vein
V_Jugular_Ext_L|13112|Anatomic|Vein|
V_Jugular_Ext_R|13111|Anatomic|Vein|
V_Jugular_Int_L|4754|Anatomic|Vein|Internal jugular vein Right
V_Jugular_Int_R|4762|Anatomic|Vein|Internal jugular vein Left
V_Portal|66645|Anatomic|Vein|Portal Vein
V_Pulmonary|66643|Anatomic|Vein|Pulmonary vein
V_Subclavian_L|4763|Anatomic|Vein|Subclavian Vein Left
V_Subclavian_R|4755|Anatomic|Vein|Subclavian Vein Right
V_Subclavians|4725|Anatomic|Vein|Subclavian Vein
V_Venacava_I|10951|Anatomic|Vein|Inferior vena cava
V_Venacava_S|4720|Anatomic|Vein|Superior vena cava
Vagina|19949|Anatomic|Reproductive|Vagina
Vagina_Surf||Anatomic|Reproductive|
VaginalCuff||Anatomic|Reproductive|Vaginal Cuff
Valve||Anatomic|Valve|Valve
Valve_Aortic|7236|Anatomic|Valve|Aortic Valve
Valve_Mitral|7235|Anatomic|Valve|Mitral Valve
Valve_Pulmonic|7246|Anatomic|Valve|Pulmonic Valve
Valve_Tricuspid|7234|Anatomic|Valve|Tricuspid Valve
VB||Anatomic|Bone|Vertebral Body
VB_C|72063|Anatomic|Bone|Cervical vertebrae
VB_C1|12519|Anatomic|Bone|Atlas - C1
VB_C2|12520|Anatomic|Bone|Axis - C2
VB_C3|12521|Anatomic|Bone|Cervical vertebra - C3
VB_C4|12522|Anatomic|Bone|Cervical vertebra - C4
VB_C5|12523|Anatomic|Bone|Cervical vertebra - C5
VB_C6|12524|Anatomic|Bone|Cervical vertebra - C6
VB_C7|12525|Anatomic|Bone|Cervical vertebra - C7
VB_L|72065|Anatomic|Bone|Lumbar Vertebrae
VB_L1|13072|Anatomic|Bone|Lumbar Vertebra L1
VB_L2|13073|Anatomic|Bone|Lumbar Vertebra L2
VB_L3|13074|Anatomic|Bone|Lumbar Vertebra L3
VB_L4|13075|Anatomic|Bone|Lumbar Vertebra L4
VB_L5|13076|Anatomic|Bone|Lumbar Vertebra L5
VB_S|12526|Anatomic|Bone|Sacral Vertebra
VB_S1|13077|Anatomic|Bone|Sacral Vertebra S1
VB_S2|13078|Anatomic|Bone|Sacral Vertebra S2
VB_S3|13079|Anatomic|Bone|Sacral Vertebra S3
VB_S4|13080|Anatomic|Bone|Sacral Vertebra S4
VB_S5|13081|Anatomic|Bone|Sacral Vertebra S5
VB_T|9139|Anatomic|Bone|Thoracic Vertebra
VB_T01|9165|Anatomic|Bone|Thoracic Vertebra T1
VB_T02|9187|Anatomic|Bone|Thoracic Vertebra T2
VB_T03|9209|Anatomic|Bone|Thoracic Vertebra T3
VB_T04|9248|Anatomic|Bone|Thoracic Vertebra T4
VB_T05|9922|Anatomic|Bone|Thoracic Vertebra T5
VB_T06|9945|Anatomic|Bone|Thoracic Vertebra T6
VB_T07|9968|Anatomic|Bone|Thoracic Vertebra T7
VB_T08|9991|Anatomic|Bone|Thoracic Vertebra T8
VB_T09|10014|Anatomic|Bone|Thoracic Vertebra T9
VB_T10|10037|Anatomic|Bone|Thoracic Vertebra T10
VB_T11|10059|Anatomic|Bone|Thoracic Vertebra T11
VB_T12|10081|Anatomic|Bone|Thoracic Vertebra T12
VBs|11945|Anatomic|Bone|Vertebral Bodies
Ventricle|7100|Anatomic|Heart|Ventricle (cardiac)
Ventricle_L|7101|Anatomic|Heart|Ventricle (cardiac) Left
Ventricle_R|7098|Anatomic|Heart|Ventricle (cardiac) Right
VocalCord_L|55459|Anatomic|Larynx|
VocalCord_R|55458|Anatomic|Larynx|
VocalCords|323919|Anatomic|Larynx|Vocal Cords
Vomer|9710|Anatomic|Bone|Vomer
Vulva|20462|Anatomic|Reproductive|Vulva
Wall_Vagina|19971|Anatomic|Reproductive|Wall of vagina`;
